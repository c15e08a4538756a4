using Gantry.Build.Client;
using Gantry.Linux.Paths;

namespace Gantry.Build.Tests.Client;

public sealed class FollowedPathsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("follow-test-").FullName;

    public FollowedPathsTests()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "real/inner"));
        File.WriteAllText(Path.Combine(_directory, "real/inner/file"), "");
        File.CreateSymbolicLink(Path.Combine(_directory, "link"), "real");
        File.CreateSymbolicLink(Path.Combine(_directory, "real/up"), "../real/inner");
        File.CreateSymbolicLink(Path.Combine(_directory, "out"), "/../../etc/passwd");
        File.CreateSymbolicLink(Path.Combine(_directory, "self"), "self");
        File.CreateSymbolicLink(Path.Combine(_directory, "whole"), "/");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("real/inner/file", "real/inner/file")]
    [InlineData("link/inner/file", "link,real/inner/file")]
    [InlineData("link/up/file", "link,real/inner/file,real/up")]
    [InlineData("missing/file", "missing/file")]
    [InlineData("r*/inner", "real/inner")]
    [InlineData("out", "etc/passwd,out")]
    [InlineData("self", "self")]
    [InlineData("whole", "*")]
    [InlineData("", "*")]
    public void A_path_leads_to_the_links_on_its_way_and_what_they_mean(string path, string expected)
    {
        using var root = RootedDirectory.Open(_directory);
        Assert.Equal(expected, FollowedPaths.Find(root, [path]) is { } paths ? string.Join(',', paths) : "*");
    }
}
