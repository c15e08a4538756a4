using Gantry.Engine.Logs;

namespace Gantry.Engine.Tests.Logs;

public sealed class LogTailTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("gantry-log").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData(0, 1, 6)]
    [InlineData(1, 1, 3)]
    [InlineData(2, 1, 0)]
    [InlineData(3, 0, 3)]
    [InlineData(9, 0, 0)]
    public void The_last_lines_are_found_across_files(int lines, int file, long offset)
    {
        string[] files = [Write("a", "11\n22\n"), Write("b", "33\n44\n")];
        Assert.Equal((file, offset), LogTail.Find(files, lines));
    }

    [Fact]
    public void A_log_larger_than_a_block_is_read_backwards_block_by_block()
    {
        var line = new string('x', 99) + "\n";
        var path = Write("big", string.Concat(Enumerable.Repeat(line, 5000)));
        Assert.Equal((0, 4000 * 100), LogTail.Find([path], 1000));
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
