using System.Buffers.Binary;
using System.Text;

using Gantry.Engine.Logs.Forwarding;

namespace Gantry.Engine.Tests.Logs;

public sealed class SpoolReaderTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("gantry-spool").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Lines_come_in_order_across_files_and_sent_files_go()
    {
        Write(1, "a", "b");
        Write(2, "c");
        using var spool = new SpoolReader(directory);
        Assert.Equal(["a", "b"], Take(spool));
        Assert.Equal(["c"], Take(spool));
        Assert.Empty(Take(spool));
        Assert.False(File.Exists(PathOf(1)));
    }

    [Fact]
    public void What_was_not_committed_comes_again()
    {
        Write(1, "a");
        using (var spool = new SpoolReader(directory))
        {
            Assert.Single(spool.Read());
        }

        using var again = new SpoolReader(directory);
        Assert.Equal(["a"], Take(again));
    }

    [Fact]
    public void A_new_reader_goes_on_where_the_last_one_was()
    {
        Write(1, "a");
        using (var spool = new SpoolReader(directory))
            Take(spool);
        Write(1, "b");
        using var again = new SpoolReader(directory);
        Assert.Equal(["b"], Take(again));
        Assert.Equal(2, SpoolReader.NextNumber(directory));
    }

    [Fact]
    public void Half_a_line_waits_for_its_rest_and_is_left_out_when_the_file_has_a_successor()
    {
        Write(1, "a");
        File.AppendAllText(PathOf(1), "\0\0");
        using var spool = new SpoolReader(directory);
        Assert.Equal(["a"], Take(spool));
        Assert.Empty(Take(spool));
        Write(2, "b");
        Assert.Equal(["b"], Take(spool));
    }

    private static List<string> Take(SpoolReader spool)
    {
        var lines = spool.Read();
        spool.Commit();
        return [.. lines.Select(line => Encoding.UTF8.GetString(line.Text))];
    }

    /// <summary>Appends entries as the shim does: length, source, time, line, length.</summary>
    private void Write(int number, params string[] lines)
    {
        using var file = new FileStream(PathOf(number), FileMode.Append);
        foreach (var line in lines)
        {
            byte[] entry = [0x0a, 6, .. "stdout"u8, 0x10, 1, 0x1a, (byte)line.Length, .. Encoding.ASCII.GetBytes(line)];
            var length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, entry.Length);
            file.Write([.. length, .. entry, .. length]);
        }
    }

    private string PathOf(int number) => Path.Combine(directory, $"log.{number}");
}
