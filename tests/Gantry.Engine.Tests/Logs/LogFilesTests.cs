using Gantry.Engine.Logs;

namespace Gantry.Engine.Tests.Logs;

public sealed class LogFilesTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("gantry-logs").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    /// <summary>While files are renamed, the oldest first, one number after the other is nobody's for a moment.</summary>
    [Theory]
    [InlineData("log", "log.2", "log.3")]
    [InlineData("log.1", "log.2", "log.3")]
    [InlineData("log", "log.1", "log.3")]
    public void A_number_that_is_just_being_given_away_is_not_the_end(params string[] names)
    {
        foreach (var name in names)
            File.WriteAllText(Path.Combine(directory, name), name);
        using var found = LogFiles.Open(Path.Combine(directory, "log"));
        Assert.Equal(names.Reverse(), found.Files.Select(Content));
    }

    private static string Content(LogFile file)
    {
        var bytes = new byte[16];
        return System.Text.Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(file.Content, bytes, 0));
    }
}
