using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Tests.Paths;

public sealed class RootedDirectoryTests : IDisposable
{
    private readonly string _outside = Directory.CreateTempSubdirectory("gantry-rooted-").FullName;
    private readonly RootedDirectory _tree;

    public RootedDirectoryTests()
    {
        Directory.CreateDirectory(Path.Combine(_outside, "root/dir"));
        File.WriteAllText(Path.Combine(_outside, "secret"), "outside");
        File.WriteAllText(Path.Combine(_outside, "root/secret"), "inside");
        _tree = RootedDirectory.Open(Path.Combine(_outside, "root"));
    }

    public void Dispose()
    {
        _tree.Dispose();
        Directory.Delete(_outside, recursive: true);
    }

    [Theory]
    [InlineData("/secret")]
    [InlineData("../secret")]
    [InlineData("../../../../secret")]
    [InlineData("dir/../../secret")]
    [InlineData("absolute")]
    [InlineData("climbing")]
    [InlineData("dir/up/up/up/secret")]
    public void No_path_leads_out_of_the_tree(string path)
    {
        File.CreateSymbolicLink(Path.Combine(_outside, "root/absolute"), "/secret");
        File.CreateSymbolicLink(Path.Combine(_outside, "root/climbing"), "../../../secret");
        File.CreateSymbolicLink(Path.Combine(_outside, "root/dir/up"), "../dir");
        if (path.StartsWith("dir/up", StringComparison.Ordinal)) path = "dir/up/../../../secret";
        using var file = _tree.Open(path, OpenFlags.O_RDONLY);
        var content = new byte[16];
        Assert.Equal("inside"u8.ToArray(), content[..OpenFile.Read(file, content, path)]);
    }

    [Fact]
    public void Descriptors_of_this_process_are_no_way_out()
    {
        File.CreateSymbolicLink(Path.Combine(_outside, "root/magic"), "/proc/self/root/etc/passwd");
        Assert.Null(_tree.TryOpen("magic", OpenFlags.O_RDONLY, out var errno));
        Assert.Equal(Errno.ENOENT, errno);
    }

    [Fact]
    public void A_literal_path_meets_no_link()
    {
        Directory.CreateSymbolicLink(Path.Combine(_outside, "root/link"), "dir");
        Assert.Null(_tree.TryOpenLiterally("link/x", OpenFlags.O_RDONLY, out var errno));
        Assert.Equal(Errno.ELOOP, errno);
        using var link = _tree.TryOpenLiterally("link", OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW, out _);
        Assert.NotNull(link);
        Assert.Equal(FileKind.SymbolicLink, At.Status(link).Kind);
        Assert.Equal("dir", At.ReadLink(link, ""));
    }

    [Fact]
    public void Missing_directories_are_made_inside()
    {
        Directory.CreateSymbolicLink(Path.Combine(_outside, "root/link"), "/dir");
        using var made = _tree.EnsureDirectory("link/a/b");
        Assert.True(Directory.Exists(Path.Combine(_outside, "root/dir/a/b")));
        Assert.Equal(0x1EDu, At.Status(made).Permissions);
    }

    [Fact]
    public void A_link_to_a_missing_directory_gets_it_inside()
    {
        File.CreateSymbolicLink(Path.Combine(_outside, "root/absolute"), "/new/one");
        File.CreateSymbolicLink(Path.Combine(_outside, "root/climbing"), "../../new/two");
        _tree.EnsureDirectory("absolute/x").Dispose();
        _tree.EnsureDirectory("climbing/x").Dispose();
        Assert.True(Directory.Exists(Path.Combine(_outside, "root/new/one/x")));
        Assert.True(Directory.Exists(Path.Combine(_outside, "root/new/two/x")));
    }

    [Fact]
    public void A_directory_cannot_be_made_below_a_file_or_a_circle_of_links()
    {
        File.CreateSymbolicLink(Path.Combine(_outside, "root/circle"), "/circle/x");
        Assert.Equal(Errno.ENOTDIR, Assert.Throws<KernelException>(() => _tree.EnsureDirectory("secret/x")).Errno);
        Assert.Equal(Errno.ELOOP, Assert.Throws<KernelException>(() => _tree.EnsureDirectory("circle/x")).Errno);
    }
}
