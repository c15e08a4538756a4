using Gantry.Linux.Files;
using Gantry.Storage.Diff;
using Gantry.Storage.Tests.Support;

namespace Gantry.Storage.Tests.Diff;

/// <summary>What is applied, archived and applied again is the same tree, and the archive is the same bytes.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_layer_survives_a_round_trip()
    {
        var time = new FileTime(1_600_000_000, 987_654_321);
        var old = new FileTime(-1, 250_000_000);
        var sparse = new byte[8192];
        Array.Fill(sparse, (byte)9);
        var longName = new string('n', 250);
        var longTarget = string.Join('/', Enumerable.Repeat("target", 60));
        var tar = TarBuilder.New
            .Add(new TarEntry { Kind = TarEntryKind.Directory, Name = "bin", Permissions = 0x1ED, Modified = time })
            .Add(new TarEntry { Name = "bin/su", Size = 3, Permissions = 0x9ED, UserId = 2_097_152, GroupId = uint.MaxValue - 1, Modified = old }, "abc"u8.ToArray())
            .HardLink("bin/su2", "bin/su")
            .Add(new TarEntry { Name = $"bin/{longName}", Size = 0, Permissions = 0x180, Modified = time, Attributes = [new("user.one", "1\n2"u8.ToArray()), new("user.two", [0, 255])] })
            .Add(new TarEntry { Name = "bin/\xC3\xA9\xFF", Modified = time })
            .Add(new TarEntry { Kind = TarEntryKind.SymbolicLink, Name = "bin/long", LinkName = longTarget, Modified = time, UserId = 5 })
            .Add(new TarEntry { Kind = TarEntryKind.CharacterDevice, Name = "bin/null", Device = new DeviceNumber(1, 3), Permissions = 0x1B6, Modified = time })
            .Add(new TarEntry { Kind = TarEntryKind.BlockDevice, Name = "bin/disk", Device = new DeviceNumber(259, 3), Permissions = 0x1B0, Modified = time })
            .Add(new TarEntry { Kind = TarEntryKind.Pipe, Name = "bin/pipe", Permissions = 0x180, Modified = time })
            .Add(new TarEntry { Name = "sparse", Size = 40_000_000, Modified = time, Extents = [new SparseExtent(4096, 4096), new SparseExtent(20_000_768, 4096)] }, sparse)
            .Add(new TarEntry { Name = "hole", Size = 1_000_000, Modified = time, Extents = [] })
            .File("bin/.wh.deleted")
            .Directory("opaque").File("opaque/.wh..wh..opq").File("opaque/new", "n")
            .Build();

        Layers.Apply(tar, _directory["one"]);
        var archived = await Layers.ArchiveAsync(_directory["one"]);
        Layers.Apply(archived, _directory["two"]);
        var first = Stable(TreeListing.Of(_directory["one"]));
        Assert.Contains("sparse Regular", first, StringComparison.Ordinal);
        Assert.Equal(first, Stable(TreeListing.Of(_directory["two"])));
        Layers.Apply(await Layers.ArchiveAsync(_directory["two"]), _directory["three"]);
        Assert.Equal(first, Stable(TreeListing.Of(_directory["three"])));
        Assert.Equal(archived, await Layers.ArchiveAsync(_directory["one"]));
        Assert.True(archived.Length < 200_000, "holes were written out");
    }

    [Fact]
    public async Task An_empty_tree_is_an_empty_archive()
    {
        Directory.CreateDirectory(_directory["empty"]);
        Assert.Equal(TarHeaderWriter.End, await Layers.ArchiveAsync(_directory["empty"]));
    }

    // A whiteout carries no time, and its directory is described before it is made.
    private static string Stable(string listing) => string.Join('\n', listing.Split('\n').Select(l => l.Contains("/deleted ", StringComparison.Ordinal) ? "whiteout" : l));
}
