using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Storage.Diff;
using Gantry.Storage.Tests.Support;

namespace Gantry.Storage.Tests.Diff;

public sealed class LayerApplierTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Tree => _directory["outer/tree"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Every_kind_of_entry_arrives_with_its_attributes()
    {
        var time = new FileTime(1_700_000_000, 123_456_789);
        var usage = Layers.Apply(
            TarBuilder.New
                .Add(new TarEntry { Kind = TarEntryKind.Directory, Name = "d", Permissions = 0x3FF, UserId = 1, GroupId = 2, Modified = time })
                .Add(new TarEntry { Name = "d/f", Size = 5, Permissions = 0xDED, UserId = 3_000_000_000, GroupId = 2_500_000, Modified = time, Attributes = [new("user.a", [1, 2]), new("security.capability", Convert.FromHexString("0100000200040000000000000000000000000000"))] }, "hello"u8.ToArray())
                .HardLink("d/h", "d/f")
                .Add(new TarEntry { Kind = TarEntryKind.SymbolicLink, Name = "d/l", LinkName = "/nowhere", UserId = 7, Modified = time })
                .Device("d/c", TarEntryKind.CharacterDevice, 1, 3)
                .Device("d/b", TarEntryKind.BlockDevice, 259, 70000)
                .Add(new TarEntry { Kind = TarEntryKind.Pipe, Name = "d/p", Permissions = 0x180, Modified = time })
                .Build(),
            Tree);
        Assert.Equal(
            """
            /d Directory 1777 1:2 1700000000.123456789
            /d/b BlockDevice 666 0:0 0.000000000 259,70000
            /d/c CharacterDevice 666 0:0 0.000000000 1,3
            /d/f Regular 6755 3000000000:2500000 1700000000.123456789 security.capability=0100000200040000000000000000000000000000 user.a=0102 5 2cf24dba5fb0
            /d/h Regular 6755 3000000000:2500000 1700000000.123456789 = /d/f security.capability=0100000200040000000000000000000000000000 user.a=0102 5 2cf24dba5fb0
            /d/l SymbolicLink 777 7:0 1700000000.123456789 -> /nowhere
            /d/p Pipe 600 0:0 1700000000.123456789

            """,
            TreeListing.Of(Tree));
        Assert.Equal(5 + "/nowhere".Length, usage.Size);
        Assert.Equal(7, usage.Entries);
    }

    [Fact]
    public void Whiteouts_become_overlays_marks()
    {
        Layers.Apply(TarBuilder.New.File(".wh.gone").Directory("d").File("d/.wh..wh..opq").File("d/.wh..wh.plnk").File("d/f", "x").File("e/.wh.x").Build(), Tree);
        Assert.Equal(
            """
            /d Directory 755 0:0 0.000000000 trusted.overlay.opaque=79
            /d/f Regular 644 0:0 0.000000000 1 2d711642b726
            /gone CharacterDevice 0 0:0
            """,
            string.Join('\n', TreeListing.Of(Tree).Split('\n').Where(l => l.StartsWith("/d", StringComparison.Ordinal) || l.StartsWith("/gone", StringComparison.Ordinal))
                .Select(l => l.StartsWith("/gone", StringComparison.Ordinal) ? "/gone CharacterDevice 0 0:0" : l)));
        using var tree = OpenFile.Open(Tree, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        Assert.True(At.Status(tree, "gone").IsWhiteout);
        Assert.True(At.Status(tree, "e/x").IsWhiteout);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_directory_in_place_of_a_deleted_one_hides_it(bool whiteoutFirst)
    {
        var tar = whiteoutFirst ? TarBuilder.New.File(".wh.d").Directory("d").File("d/f") : TarBuilder.New.Directory("d").File("d/f").File(".wh.d");
        Layers.Apply(tar.Build(), Tree);
        using var tree = OpenFile.Open(Tree, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        Assert.Equal("y"u8.ToArray(), ExtendedAttributes.Get(tree, "d", ExtendedAttributes.Opaque));
        Assert.True(File.Exists(Path.Combine(Tree, "d/f")));
    }

    [Fact]
    public void A_whiteout_does_not_take_away_what_its_own_layer_brings()
    {
        Layers.Apply(TarBuilder.New.File("f", "kept").File(".wh.f").Build(), Tree);
        Assert.Equal("kept", File.ReadAllText(Path.Combine(Tree, "f")));
    }

    [Theory]
    [InlineData("d/.wh...", "d/.wh...")]
    [InlineData("d/.wh..", "d/.wh..")]
    [InlineData("d/.wh.", "d/.wh.")]
    public void A_whiteout_of_no_name_is_refused(string name, string shown)
    {
        var error = Assert.Throws<GantryException>(() => Layers.Apply(TarBuilder.New.Directory("d").File(name).Build(), Tree));
        Assert.Equal($"invalid whiteout entry \"{shown}\"", error.Message);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("../../etc/evil")]
    [InlineData("a/../../evil")]
    public void A_name_that_leads_out_is_refused(string name)
    {
        var error = Assert.Throws<GantryException>(() => Layers.Apply(TarBuilder.New.File(name, "x").Build(), Tree));
        Assert.Equal(ErrorKind.Invalid, error.Kind);
        Assert.Equal($"invalid entry name \"{name}\"", error.Message);
        Assert.Equal(["tree"], Directory.EnumerateFileSystemEntries(_directory["outer"]).Select(Path.GetFileName));
    }

    [Fact]
    public void A_hard_link_that_leads_out_is_refused()
    {
        File.WriteAllText(_directory["outer/secret"].Replace("outer", "", StringComparison.Ordinal), "x");
        var error = Assert.Throws<GantryException>(() => Layers.Apply(TarBuilder.New.HardLink("h", "../../secret").Build(), Tree));
        Assert.Equal("invalid hardlink target \"../../secret\"", error.Message);
        Assert.Throws<GantryException>(() => Layers.Apply(TarBuilder.New.File("f").HardLink("f", "f").Build(), Tree));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("../..")]
    [InlineData("/../../..")]
    public void Links_on_the_way_are_followed_inside_the_tree_only(string target)
    {
        Layers.Apply(TarBuilder.New.Link("link", target).File("link/evil", "x").HardLink("link/two", "link/evil").File("link/.wh.gone").Build(), Tree);
        Assert.Equal(["evil", "gone", "link", "two"], Directory.EnumerateFileSystemEntries(Tree).Select(p => Path.GetFileName(p)).Order());
        Assert.Equal(["tree"], Directory.EnumerateFileSystemEntries(_directory["outer"]).Select(Path.GetFileName));
        Assert.Equal(["outer"], Directory.EnumerateFileSystemEntries(_directory.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_link_that_takes_a_directorys_place_does_not_lead_later_entries_out()
    {
        var outside = Directory.CreateDirectory(_directory["outer/outside"]).FullName;
        Layers.Apply(TarBuilder.New.Directory("d").File("d/a", "1").Link("d", outside).File("d/b", "2").Build(), Tree);
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
        Assert.True(File.Exists(Tree + outside + "/b"));
    }

    [Fact]
    public void A_file_is_written_beside_a_link_and_never_through_it()
    {
        File.WriteAllText(_directory["victim"], "safe");
        Layers.Apply(TarBuilder.New.Link("f", _directory["victim"]).File("f", "new").Build(), Tree);
        Assert.Equal("safe", File.ReadAllText(_directory["victim"]));
        Assert.Equal("new", File.ReadAllText(Path.Combine(Tree, "f")));
    }

    [Fact]
    public void Later_entries_replace_earlier_ones()
    {
        var usage = Layers.Apply(
            TarBuilder.New.File("a", "11").File("a", "2").Directory("b").File("b/x", "xxx").File("b", "4").File("c", "5").Directory("c").File("c/y", "66").Directory("c", 0x1C0).Build(),
            Tree);
        Assert.Equal("2", File.ReadAllText(Path.Combine(Tree, "a")));
        Assert.Equal("4", File.ReadAllText(Path.Combine(Tree, "b")));
        Assert.Equal("66", File.ReadAllText(Path.Combine(Tree, "c/y")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(Tree, "c")));
        Assert.Equal(4, usage.Size);
    }

    [Fact]
    public void Overlays_own_attributes_are_not_taken_from_a_tar()
    {
        Layers.Apply(
            TarBuilder.New
                .Add(new TarEntry { Kind = TarEntryKind.Directory, Name = "d", Permissions = 0x1ED, Attributes = [new("trusted.overlay.redirect", "/etc"u8.ToArray()), new("user.x", [1])] })
                .Add(new TarEntry { Name = "f", Attributes = [new("trusted.overlay.metacopy", [1])] })
                .Build(),
            Tree);
        using var tree = OpenFile.Open(Tree, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        Assert.Equal(["user.x"], ExtendedAttributes.List(tree, "d"));
        Assert.Empty(ExtendedAttributes.List(tree, "f"));
    }

    [Fact]
    public void The_root_keeps_its_mode_and_absolute_names_start_in_it()
    {
        Layers.Apply(TarBuilder.New.Directory("./", 0x1C0).File("/etc/x", "x").File("./y", "y").Build(), Tree);
        Assert.Equal(0x1EDu, (uint)File.GetUnixFileMode(Tree));
        Assert.True(File.Exists(Path.Combine(Tree, "etc/x")));
        Assert.True(File.Exists(Path.Combine(Tree, "y")));
    }

    [Fact]
    public void A_sparse_file_takes_no_room_for_its_holes()
    {
        var content = new byte[4096];
        Array.Fill(content, (byte)1);
        Layers.Apply(
            TarBuilder.New.Add(new TarEntry { Name = "s", Size = 1L << 40, Extents = [new SparseExtent(1L << 30, 4096)] }, content).File("after", "x").Build(),
            Tree);
        using var tree = OpenFile.Open(Tree, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        var status = At.Status(tree, "s");
        Assert.Equal(1L << 40, status.Size);
        Assert.InRange(status.Blocks, 0, 1024);
        Assert.True(File.Exists(Path.Combine(Tree, "after")));
    }

    [Fact]
    public void A_link_to_what_is_not_there_is_an_error() =>
        Assert.Equal(Errno.ENOENT, Assert.Throws<KernelException>(() => Layers.Apply(TarBuilder.New.HardLink("h", "nothing").Build(), Tree)).Errno);
}
