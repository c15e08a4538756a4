using Gantry.Engine.Logs;

namespace Gantry.Engine.Tests.Logs;

public sealed class LogTailTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("gantry-log").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData(1, 3L, 1)]
    [InlineData(2, 0L, 0)]
    [InlineData(3, null, 1)]
    public void The_last_lines_of_a_file_are_found(int lines, long? offset, int left)
    {
        Assert.Equal(offset, Find(Write("a", "11\n22\n"), ref lines));
        Assert.Equal(left, lines);
    }

    [Fact]
    public void A_log_larger_than_a_block_is_read_backwards_block_by_block()
    {
        var line = new string('x', 99) + "\n";
        var lines = 1000;
        Assert.Equal(4000 * 100, Find(Write("big", string.Concat(Enumerable.Repeat(line, 5000))), ref lines));
    }

    private static long? Find(string path, ref int lines)
    {
        using var file = File.OpenHandle(path);
        return LogTail.Find(file, ref lines);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
