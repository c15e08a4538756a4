using Gantry.Linux.Paths;
using Gantry.Storage.Content;
using Gantry.Storage.Diff;
using Gantry.Storage.Snapshots;

namespace Gantry.Storage.Tests.Support;

/// <summary>Applies tars to directories.</summary>
internal static class Layers
{
    public static SnapshotUsage Apply(byte[] tar, string directory)
    {
        Directory.CreateDirectory(directory);
        using var tree = RootedDirectory.Open(directory);
        var reader = new TarReader(new StreamChunks(Decompression.Open(new MemoryStream(tar))));
        return LayerApplier.Apply(tree, reader, new SpaceGuard(tree.Handle, directory), CancellationToken.None);
    }

    public static async Task<byte[]> ArchiveAsync(string directory, bool isLayer = true)
    {
        using var tree = RootedDirectory.Open(directory);
        using var tar = new MemoryStream();
        await new TreeArchiver(tree, tar, isLayer).WriteAsync(CancellationToken.None);
        return tar.ToArray();
    }
}
