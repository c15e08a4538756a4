using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Oci.Errors;
using Gantry.Storage.Diff;
using Gantry.Storage.Tests.Support;
using Gantry.Storage.Trees;

namespace Gantry.Storage.Tests.Trees;

public sealed class TreeCopyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RootedDirectory _tree;

    public TreeCopyTests()
    {
        Directory.CreateDirectory(_directory["outer/tree/data"]);
        Directory.CreateDirectory(_directory["outer/tree/etc"]);
        File.WriteAllText(_directory["outer/secret"], "secret");
        File.WriteAllText(_directory["outer/tree/data/file"], "old");
        File.CreateSymbolicLink(_directory["outer/tree/data/up"], "../../..");
        File.CreateSymbolicLink(_directory["outer/tree/data/absolute"], "/etc");
        File.CreateSymbolicLink(_directory["outer/tree/data/host"], _directory["outer"]);
        _tree = RootedDirectory.Open(_directory["outer/tree"]);
    }

    public void Dispose()
    {
        _tree.Dispose();
        _directory.Dispose();
    }

    private Task Extract(TarBuilder tar, string directory = "/data", bool keepsKinds = false, (uint, uint)? owner = null) =>
        TreeCopy.ExtractAsync(_tree, directory, new MemoryStream(tar.Build()), keepsKinds, owner, null, CancellationToken.None);

    [Theory]
    [InlineData("up/planted", "planted")]
    [InlineData("absolute/planted", "etc/planted")]
    [InlineData("/planted", "data/planted")]
    [InlineData("./a//planted", "data/a/planted")]
    public async Task Names_lead_nowhere_but_into_the_tree(string name, string found)
    {
        await Extract(TarBuilder.New.File(name, "x"));
        Assert.Equal("x", File.ReadAllText(_directory["outer/tree/" + found]));
        Assert.Equal(["secret", "tree"], Directory.EnumerateFileSystemEntries(_directory["outer"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_link_to_a_place_of_the_host_is_made_inside()
    {
        await Extract(TarBuilder.New.File("host/planted", "x"));
        Assert.False(File.Exists(_directory["outer/planted"]));
        Assert.True(File.Exists(_directory["outer/tree" + _directory["outer"] + "/planted"]));
    }

    [Fact]
    public async Task A_name_above_the_directory_is_refused()
    {
        Assert.Equal(ErrorKind.Invalid, (await Assert.ThrowsAsync<GantryException>(() => Extract(TarBuilder.New.File("../../../secret", "x")))).Kind);
        Assert.Equal("secret", File.ReadAllText(_directory["outer/secret"]));
    }

    [Fact]
    public async Task A_hard_link_reaches_only_what_is_in_the_tree()
    {
        await Assert.ThrowsAsync<GantryException>(() => Extract(TarBuilder.New.HardLink("stolen", "../../outer/secret")));
        await Assert.ThrowsAnyAsync<Exception>(() => Extract(TarBuilder.New.HardLink("stolen", "host/secret")));
        Assert.False(File.Exists(_directory["outer/tree/data/stolen"]));
        await Extract(TarBuilder.New.HardLink("mine", "file"));
        Assert.Equal("old", File.ReadAllText(_directory["outer/tree/data/mine"]));
    }

    [Fact]
    public async Task Whiteouts_are_ordinary_files_here()
    {
        await Extract(TarBuilder.New.File(".wh.file", "x"));
        Assert.Equal("old", File.ReadAllText(_directory["outer/tree/data/file"]));
        Assert.Equal("x", File.ReadAllText(_directory["outer/tree/data/.wh.file"]));
    }

    [Fact]
    public async Task Kinds_are_kept_where_that_is_asked()
    {
        await Extract(TarBuilder.New.Directory("file"));
        Assert.True(Directory.Exists(_directory["outer/tree/data/file"]));
        var over = await Assert.ThrowsAsync<GantryException>(() => Extract(TarBuilder.New.File("file", "x"), keepsKinds: true));
        Assert.Equal("cannot overwrite directory \"/data/file\" with non-directory \"/data\"", over.Message);
        var under = await Assert.ThrowsAsync<GantryException>(() => Extract(TarBuilder.New.Directory("up"), keepsKinds: true));
        Assert.Equal("cannot overwrite non-directory \"/data/up\" with directory \"/data\"", under.Message);
    }

    [Fact]
    public async Task Everything_can_be_given_to_one_owner()
    {
        await Extract(TarBuilder.New.Directory("d").File("d/f", "x"), owner: (7, 8));
        var status = TreeCopy.Status(_tree, "/data/d/f")!.Value;
        Assert.Equal((7u, 8u), (status.UserId, status.GroupId));
    }

    [Theory]
    [InlineData("/data/file", "/data/file")]
    [InlineData("/data/absolute/x", "/etc/x")]
    [InlineData("/data/up/data/up", "/")]
    [InlineData("/none/../data/./absolute", "/etc")]
    public void A_path_is_resolved_inside_the_tree(string path, string resolved) => Assert.Equal(resolved, TreeCopy.Resolve(_tree, path));

    [Fact]
    public void A_loop_ends()
    {
        File.CreateSymbolicLink(_directory["outer/tree/loop"], "loop");
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<GantryException>(() => TreeCopy.Resolve(_tree, "/loop")).Kind);
        Assert.Null(TreeCopy.Status(_tree, "/loop/x"));
    }

    [Theory]
    [InlineData("/data/file", "file", "file")]
    [InlineData("/data/absolute", "absolute", "absolute")]
    [InlineData("/etc", "named", "named/")]
    [InlineData("/data/absolute/", "absolute", "absolute/")]
    public async Task What_is_copied_out_has_the_name_it_is_given(string path, string name, string written)
    {
        using var tar = new MemoryStream();
        await TreeCopy.WriteAsync(_tree, path, name, null, tar, CancellationToken.None);
        var entry = new TarReader(new StreamChunks(new MemoryStream(tar.ToArray()))).Next()!;
        Assert.Equal(written, entry.Name);
    }

    [Fact]
    public void What_a_path_is_follows_only_with_a_slash()
    {
        Assert.Equal(FileKind.SymbolicLink, TreeCopy.Status(_tree, "/data/absolute")!.Value.Kind);
        Assert.Equal(FileKind.Directory, TreeCopy.Status(_tree, "/data/absolute/")!.Value.Kind);
        Assert.Null(TreeCopy.Status(_tree, "/data/none"));
        Assert.Null(TreeCopy.Status(_tree, "/data/file/x"));
    }
}
