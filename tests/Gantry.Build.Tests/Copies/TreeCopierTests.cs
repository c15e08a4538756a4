using Gantry.Build.Contexts;
using Gantry.Build.Copies;
using Gantry.Linux.Paths;
using Gantry.Oci.Errors;

namespace Gantry.Build.Tests.Copies;

public sealed class TreeCopierTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("gantry-copies-").FullName;

    public TreeCopierTests()
    {
        Directory.CreateDirectory(Path.Combine(_root, "from/dir/sub"));
        Directory.CreateDirectory(Path.Combine(_root, "to"));
        File.WriteAllText(Path.Combine(_root, "from/file"), "one");
        File.WriteAllText(Path.Combine(_root, "from/dir/sub/deep"), "two");
        File.CreateSymbolicLink(Path.Combine(_root, "from/dir/link"), "sub/deep");
        File.CreateSymbolicLink(Path.Combine(_root, "from/outside"), "/etc/passwd");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_file_goes_to_a_name_or_into_a_directory()
    {
        Copy("/file", "/new/name");
        Copy("/file", "/there/");
        Assert.Equal("one", Read("new/name"));
        Assert.Equal("one", Read("there/file"));
    }

    [Fact]
    public void A_directory_gives_its_content()
    {
        Copy("/dir", "/a");
        Copy("/dir", "/b/");
        Assert.Equal("two", Read("a/sub/deep"));
        Assert.Equal("two", Read("b/sub/deep"));
        Assert.Equal("sub/deep", new FileInfo(Path.Combine(_root, "to/a/link")).LinkTarget);
    }

    [Fact]
    public void A_link_that_is_named_leads_no_further_than_its_tree()
    {
        Assert.Equal(ErrorKind.NotFound, Assert.Throws<GantryException>(() => Copy("/outside", "/x")).Kind);
        Assert.False(File.Exists(Path.Combine(_root, "to/x")));
    }

    [Fact]
    public void A_link_in_the_destination_leads_no_further_than_its_tree()
    {
        Directory.CreateSymbolicLink(Path.Combine(_root, "to/etc"), "/hidden");
        Copy("/file", "/etc/made");
        Assert.Equal("one", Read("hidden/made"));
    }

    [Fact]
    public void What_is_in_the_way_stays_unless_it_may_go()
    {
        Directory.CreateDirectory(Path.Combine(_root, "to/dir"));
        File.WriteAllText(Path.Combine(_root, "to/plain"), "old");
        Assert.Contains("not a directory", Assert.Throws<GantryException>(() => Copy("/dir", "/plain/")).Message, StringComparison.Ordinal);
        Copy("/file", "/plain");
        Assert.Equal("one", Read("plain"));
    }

    [Fact]
    public void What_is_not_selected_is_left_out()
    {
        Copy("/dir", "/a", new CopyRules { Selects = path => path != "link" });
        Assert.True(File.Exists(Path.Combine(_root, "to/a/sub/deep")));
        Assert.Null(new FileInfo(Path.Combine(_root, "to/a/link")).LinkTarget);
    }

    [Fact]
    public void The_digest_knows_content_and_permissions_but_no_times()
    {
        using var tree = RootedDirectory.Open(Path.Combine(_root, "from"));
        var before = TreeDigest.Of(tree, "dir", null, CancellationToken.None);
        File.SetLastWriteTimeUtc(Path.Combine(_root, "from/dir/sub/deep"), DateTime.UnixEpoch);
        Assert.Equal(before, TreeDigest.Of(tree, "dir", null, CancellationToken.None));
        File.SetUnixFileMode(Path.Combine(_root, "from/dir/sub/deep"), UnixFileMode.UserRead);
        var after = TreeDigest.Of(tree, "dir", null, CancellationToken.None);
        Assert.NotEqual(before, after);
        File.SetUnixFileMode(Path.Combine(_root, "from/dir/sub/deep"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(Path.Combine(_root, "from/dir/sub/deep"), "owt");
        Assert.NotEqual(after, TreeDigest.Of(tree, "dir", null, CancellationToken.None));
    }

    private void Copy(string source, string destination, CopyRules? rules = null)
    {
        using var from = RootedDirectory.Open(Path.Combine(_root, "from"));
        using var to = RootedDirectory.Open(Path.Combine(_root, "to"));
        new TreeCopier(from, to, rules ?? new CopyRules()).Copy(source, destination, CancellationToken.None);
    }

    private string Read(string path) => File.ReadAllText(Path.Combine(_root, "to", path));
}
