using System.Text;

using Gantry.Oci.Images;
using Gantry.Storage.Content;
using Gantry.Storage.Images.Pulls;
using Gantry.Storage.Tests.Support;

namespace Gantry.Storage.Tests.Content;

/// <summary>A daemon that is killed leaves a part of a blob; the next one goes on with it.</summary>
public sealed class PartTests : IDisposable
{
    private static readonly byte[] Whole = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i:D4} ")));
    private static readonly Descriptor Blob = new() { Digest = Digest.Of(Whole), Size = Whole.Length };

    private readonly TemporaryDirectory directory = new();
    private readonly List<long> asked = [];

    private string Part => Path.Combine(directory.Path, ".ingest", $"sha256-{Blob.Digest.Hex}.part");

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task The_rest_alone_is_asked_for()
    {
        Leave(Whole[..4321]);
        using var store = new ContentStore(directory.Path);
        await Take(store);
        Assert.Equal([4321], asked);
        Assert.Equal(Whole, store.ReadDocument(Blob.Digest));
        Assert.False(File.Exists(Part));
    }

    [Fact]
    public async Task A_part_that_is_all_of_it_asks_for_nothing()
    {
        Leave(Whole);
        using var store = new ContentStore(directory.Path);
        await Take(store);
        Assert.Empty(asked);
        Assert.True(store.Contains(Blob.Digest));
    }

    [Fact]
    public async Task A_damaged_part_is_thrown_away_and_all_is_fetched()
    {
        Leave(new byte[4321]);
        using var store = new ContentStore(directory.Path);
        await Take(store);
        Assert.Equal([4321, 0], asked);
        Assert.Equal(Whole, store.ReadDocument(Blob.Digest));
    }

    [Fact]
    public async Task A_part_longer_than_promised_is_thrown_away()
    {
        Leave([.. Whole, 1]);
        using var store = new ContentStore(directory.Path);
        await Take(store);
        Assert.Equal([0], asked);
        Assert.Equal(Whole, store.ReadDocument(Blob.Digest));
    }

    [Fact]
    public void Old_parts_and_what_was_promised_nobody_do_not_outlive_a_start()
    {
        Leave(Whole[..10]);
        File.SetLastWriteTimeUtc(Part, DateTime.UtcNow.AddDays(-4));
        File.WriteAllText(Path.Combine(directory.Path, ".ingest", "7"), "x");
        using var store = new ContentStore(directory.Path);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(directory.Path, ".ingest")));
    }

    [Fact]
    public void Two_at_one_part_do_not_meet()
    {
        Leave(Whole[..10]);
        using var store = new ContentStore(directory.Path);
        using var first = store.Resume(Blob);
        using var second = store.Resume(Blob);
        Assert.Equal((10, 0), (first.Kept, second.Kept));
    }

    [Fact]
    public void Parts_are_thrown_away_on_demand_but_for_those_somebody_is_at()
    {
        Leave(Whole[..10]);
        var other = Part.Replace(Blob.Digest.Hex, new string('a', 64), StringComparison.Ordinal);
        File.WriteAllBytes(other, Whole[..7]);
        using var store = new ContentStore(directory.Path);
        using var taken = store.Resume(Blob);
        Assert.Equal(7, store.DropParts());
        Assert.Equal((true, false), (File.Exists(Part), File.Exists(other)));
    }

    [Fact]
    public async Task A_fetch_that_fails_leaves_nothing()
    {
        using var store = new ContentStore(directory.Path);
        await Assert.ThrowsAsync<IOException>(() => PulledLayer.TakeAsync(store, null, (_, _) => throw new IOException("gone"), Blob, default, _ => { }, CancellationToken.None));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(directory.Path, ".ingest")));
    }

    private void Leave(byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Part)!);
        File.WriteAllBytes(Part, content);
    }

    private async Task Take(ContentStore store)
    {
        using var layer = await PulledLayer.TakeAsync(store, null, Open, Blob, default, _ => { }, CancellationToken.None);
        layer.Commit(default, default);
    }

    private Task<Stream> Open(long from, CancellationToken cancellation)
    {
        asked.Add(from);
        return Task.FromResult<Stream>(new MemoryStream(Whole[(int)from..]));
    }
}
