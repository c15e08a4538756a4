using Gantry.Linux.Files;
using Gantry.Storage.Diff;
using Gantry.Storage.Tests.Support;

namespace Gantry.Storage.Tests.Diff;

public sealed class LayerTimesTests
{
    private static readonly FileTime Latest = new(1_000_000_000, 0);

    [Fact]
    public async Task What_is_later_becomes_the_time_and_all_else_stays()
    {
        var content = new byte[4096];
        Array.Fill(content, (byte)7);
        TarEntry[] entries =
        [
            new() { Kind = TarEntryKind.Directory, Name = "d/", Permissions = 0x1ED, Modified = new FileTime(1_700_000_000, 5) },
            new() { Name = "d/just", Size = 3, Permissions = 0x9ED, UserId = 3_000_000, Modified = new FileTime(1_000_000_000, 1), Attributes = [new("user.a", [0, 10, 255])] },
            new() { Name = "d/old", Modified = new FileTime(999_999_999, 999_999_999) },
            new() { Name = "d/sparse", Size = 1 << 20, Modified = new FileTime(2_000_000_000, 0), Extents = [new SparseExtent(8192, 4096)] },
            new() { Kind = TarEntryKind.HardLink, Name = "d/" + new string('h', 200), LinkName = "d/old", Modified = new FileTime(2_000_000_000, 0) },
            new() { Name = "d/.wh.gone", Modified = new FileTime(2_000_000_000, 0) },
        ];
        TarEntry[] expected = [.. entries.Select(e => e.Name == "d/old" ? e : e with { Modified = Latest })];
        Assert.Equal(Build(expected, content), await LimitAsync(Build(entries, content)));
    }

    [Fact]
    public async Task A_layer_with_nothing_later_stays_the_same_bytes()
    {
        var tar = Build([new TarEntry { Name = "f", Size = 3, Modified = Latest }], []);
        Assert.Equal(tar, await LimitAsync(tar));
    }

    private static byte[] Build(IEnumerable<TarEntry> entries, byte[] sparse)
    {
        var tar = TarBuilder.New;
        foreach (var entry in entries) tar.Add(entry, entry.Extents is not null ? sparse : entry.Size > 0 ? "abc"u8.ToArray() : null);
        return tar.Build();
    }

    private static async Task<byte[]> LimitAsync(byte[] tar)
    {
        using var output = new MemoryStream();
        await ChunkPump.RunAsync(
            new MemoryStream(tar),
            ring =>
            {
                LayerTimes.Limit(new TarReader(ring), Latest, output, CancellationToken.None);
                return true;
            },
            CancellationToken.None);
        return output.ToArray();
    }
}
