using Gantry.Linux.Files;
using Gantry.Oci.Images;
using Gantry.Storage.Content;
using Gantry.Storage.Diff;

namespace Gantry.Storage.Images.Archives;

/// <summary>Writes the parts of an archive of images one after the other. The same parts give the same bytes.</summary>
internal sealed class ArchiveWriter(ContentStore content, Stream archive) : IDisposable
{
    private const int BufferSize = 1 << 20;

    private readonly NativeBuffer _buffer = new(BufferSize);

    /// <summary>Writes blobs by digest, sorted, each once, with the directories above them.</summary>
    public async Task BlobsAsync(IEnumerable<Digest> blobs, CancellationToken cancellation)
    {
        await DirectoryAsync("blobs/", cancellation);
        var made = new HashSet<string>();
        foreach (var digest in blobs.Distinct().Order())
        {
            if (made.Add(digest.Algorithm)) await DirectoryAsync($"blobs/{digest.Algorithm}/", cancellation);
            await BlobAsync(digest, cancellation);
        }
    }

    /// <summary>Writes a small file.</summary>
    public async Task DocumentAsync(string name, byte[] bytes, CancellationToken cancellation)
    {
        await HeaderAsync(name, bytes.Length, cancellation);
        await archive.WriteAsync(bytes, cancellation);
        await archive.WriteAsync(new byte[TarHeaderWriter.Padding(bytes.Length)], cancellation);
    }

    /// <summary>Writes what ends an archive.</summary>
    public ValueTask EndAsync(CancellationToken cancellation) => archive.WriteAsync(TarHeaderWriter.End, cancellation);

    public void Dispose() => ((IDisposable)_buffer).Dispose();

    private ValueTask DirectoryAsync(string name, CancellationToken cancellation) =>
        archive.WriteAsync(TarHeaderWriter.Encode(new TarEntry { Kind = TarEntryKind.Directory, Name = name, Permissions = 0x1ED }), cancellation);

    private ValueTask HeaderAsync(string name, long size, CancellationToken cancellation) =>
        archive.WriteAsync(TarHeaderWriter.Encode(new TarEntry { Name = name, Size = size, Permissions = 0x1A4 }), cancellation);

    private async Task BlobAsync(Digest digest, CancellationToken cancellation)
    {
        using var file = content.Open(digest);
        var size = RandomAccess.GetLength(file);
        await HeaderAsync($"blobs/{digest.Algorithm}/{digest.Hex}", size, cancellation);
        for (var left = size; left > 0;)
        {
            var length = OpenFile.Read(file, _buffer.GetSpan(), digest.Value);
            if (length == 0) throw new EndOfStreamException($"content {digest} is shorter than it was");
            await archive.WriteAsync(_buffer.Memory[..length], cancellation);
            left -= length;
        }

        await archive.WriteAsync(new byte[TarHeaderWriter.Padding(size)], cancellation);
    }
}
