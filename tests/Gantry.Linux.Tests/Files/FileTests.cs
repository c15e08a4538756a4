using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Tests.Files;

public sealed class FileTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("gantry-files-").FullName;
    private readonly SafeFileHandle _directory;

    public FileTests() => _directory = OpenFile.Open(_path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);

    public void Dispose()
    {
        _directory.Dispose();
        using var parent = OpenFile.Open(Path.GetDirectoryName(_path)!, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        FileTree.Remove(parent, Path.GetFileName(_path));
        Assert.False(Directory.Exists(_path));
    }

    [Fact]
    public void A_name_may_be_any_bytes()
    {
        const string name = "a\xFF\x80\nb";
        At.Open(_directory, name, OpenFlags.O_WRONLY | OpenFlags.O_CREAT, 0x180).Dispose();
        Assert.Equal([name], DirectoryEntries.Names(_directory));
        Assert.Equal("ü", FileName.ToText(FileName.FromText("ü")));
        Assert.Equal(2, FileName.FromText("ü").Length);
    }

    [Fact]
    public void A_zero_or_a_path_too_long_is_refused()
    {
        Assert.Equal(Errno.EINVAL, Assert.Throws<KernelException>(() => At.Open(_directory, "a\0b", OpenFlags.O_RDONLY)).Errno);
        Assert.Equal(Errno.ENAMETOOLONG, Assert.Throws<KernelException>(() => At.Open(_directory, new string('a', 5000), OpenFlags.O_RDONLY)).Errno);
    }

    [Fact]
    public void Status_tells_what_was_set()
    {
        var time = new FileTime(-5, 123456789);
        using (var file = At.Open(_directory, "f", OpenFlags.O_WRONLY | OpenFlags.O_CREAT, 0x180))
        {
            OpenFile.Write(file, "hello"u8, "f");
            OpenFile.ChangeOwner(file, 3_000_000_000, 2_500_000, "f");
            OpenFile.ChangePermissions(file, 0x9ED, "f"); // 04755
            OpenFile.SetTimes(file, time, time, "f");
        }

        var status = At.Status(_directory, "f");
        Assert.Equal(FileKind.Regular, status.Kind);
        Assert.Equal(0x9EDu, status.Permissions);
        Assert.Equal((3_000_000_000u, 2_500_000u), (status.UserId, status.GroupId));
        Assert.Equal(5, status.Size);
        Assert.Equal(time, status.Modified);
    }

    [Fact]
    public void A_device_keeps_its_number()
    {
        var device = new DeviceNumber(0x123, 0x45678);
        Assert.Equal(0, At.TryMakeNode(_directory, "d", FileKind.BlockDevice, 0x180, device));
        Assert.Equal(device, At.Status(_directory, "d").Node);
        Assert.Equal(0, At.TryMakeNode(_directory, "w", FileKind.CharacterDevice, 0, default));
        Assert.True(At.Status(_directory, "w").IsWhiteout);
    }

    [Fact]
    public void Attributes_of_files_links_and_directories_can_be_set_and_read()
    {
        At.Open(_directory, "f", OpenFlags.O_WRONLY | OpenFlags.O_CREAT, 0x180).Dispose();
        Assert.Equal(0, At.TryMakeSymbolicLink("f", _directory, "l"));
        var large = new byte[2000];
        Array.Fill(large, (byte)7);
        Assert.Equal(0, ExtendedAttributes.TrySet(_directory, "f", "user.large", large));
        Assert.Equal(0, ExtendedAttributes.TrySet(_directory, "l", "trusted.x", "link"u8));
        Assert.Equal(0, ExtendedAttributes.TrySet(_directory, "", ExtendedAttributes.Opaque, "y"u8));
        Assert.Equal(large, ExtendedAttributes.Get(_directory, "f", "user.large"));
        Assert.Equal("link"u8.ToArray(), ExtendedAttributes.Get(_directory, "l", "trusted.x"));
        Assert.Null(ExtendedAttributes.Get(_directory, "f", "trusted.x"));
        Assert.Equal([ExtendedAttributes.Opaque], ExtendedAttributes.List(_directory, ""));
    }

    [Fact]
    public void A_tree_deeper_than_any_path_is_removed()
    {
        var level = At.Open(_directory, ".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        for (var i = 0; i < 3 * FileTree.DepthLimit; i++)
        {
            Assert.Equal(0, At.TryMakeDirectory(level, "a-long-name-of-a-directory", 0x1C0));
            var next = At.Open(level, "a-long-name-of-a-directory", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            level.Dispose();
            level = next;
        }

        level.Dispose();
        FileTree.Remove(_directory, "a-long-name-of-a-directory");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_path));
    }

    [Fact]
    public void A_removed_link_leaves_its_target()
    {
        Directory.CreateDirectory(Path.Combine(_path, "target/below"));
        Directory.CreateDirectory(Path.Combine(_path, "tree"));
        Directory.CreateSymbolicLink(Path.Combine(_path, "tree/link"), "../target");
        FileTree.Remove(_directory, "tree");
        Assert.True(Directory.Exists(Path.Combine(_path, "target/below")));
    }
}
