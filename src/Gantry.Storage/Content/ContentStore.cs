using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Storage.Content;

/// <summary>Blobs as files named by their digest, <c>blobs/sha256/HEX</c>. A blob appears under its name complete and verified; what is
/// being written lies in <c>blobs/.ingest</c>, which is emptied when the store opens, but for parts of promised blobs: the next pull goes on
/// with them.</summary>
public sealed class ContentStore : IDisposable
{
    private const string Ingest = ".ingest";
    private const string Part = ".part";
    private static readonly TimeSpan PartLife = TimeSpan.FromDays(3); // who has not come back by then does not want it

    private readonly string _root;
    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);
    private long _counter;

    internal ContentStore(string root)
    {
        _root = root;
        var ingest = Path.Combine(root, Ingest);
        Directory.CreateDirectory(ingest);
        foreach (var path in Directory.EnumerateFiles(ingest))
            if (!path.EndsWith(Part, StringComparison.Ordinal) || DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > PartLife) File.Delete(path);
        Directory.CreateDirectory(Path.Combine(root, "sha256"));
        Handle = OpenFile.Open(root, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
    }

    /// <summary>The open directory of all blobs.</summary>
    internal SafeFileHandle Handle { get; }

    /// <summary>Whether the blob is here.</summary>
    /// <param name="digest">The blob.</param>
    public bool Contains(Digest digest) => File.Exists(PathOf(digest));

    /// <summary>The blob's size in bytes; null when it is not here.</summary>
    /// <param name="digest">The blob.</param>
    public long? Size(Digest digest) => new FileInfo(PathOf(digest)) is { Exists: true } file ? file.Length : null;

    /// <summary>Opens a blob for reading.</summary>
    /// <param name="digest">The blob.</param>
    /// <exception cref="GantryException">NotFound.</exception>
    public SafeFileHandle Open(Digest digest)
    {
        try
        {
            return OpenFile.Open(PathOf(digest), OpenFlags.O_RDONLY);
        }
        catch (KernelException e) when (e.Errno == Errno.ENOENT)
        {
            throw new GantryException(ErrorKind.NotFound, $"content {digest}: not found", e);
        }
    }

    /// <summary>Opens a blob as a stream.</summary>
    /// <param name="digest">The blob.</param>
    /// <exception cref="GantryException">NotFound.</exception>
    public FileStream OpenStream(Digest digest) => new(Open(digest), FileAccess.Read, 0);

    /// <summary>Reads a small blob, such as a manifest, and verifies it.</summary>
    /// <param name="digest">The blob.</param>
    /// <exception cref="GantryException">NotFound; Internal: the file does not match its name, or is no document (larger than 4 MiB).</exception>
    public byte[] ReadDocument(Digest digest)
    {
        using var file = Open(digest);
        var size = RandomAccess.GetLength(file);
        if (size > ContentLimits.Document) throw new GantryException(ErrorKind.Internal, $"content {digest}: {size} bytes are too many for a document");
        var content = new byte[size];
        var length = RandomAccess.Read(file, content, 0);
        using var hash = new ContentHash(digest.Algorithm);
        hash.Append(content.AsSpan(0, length));
        return hash.Finish() == digest ? content : throw new GantryException(ErrorKind.Internal, $"content {digest} is damaged on disk");
    }

    /// <summary>Begins a blob. Nothing is visible before <see cref="ContentWriter.Publish"/>.</summary>
    /// <param name="algorithm">How it is addressed: "sha256" unless the one who names it says otherwise.</param>
    public ContentWriter Begin(string algorithm = "sha256")
    {
        var number = Interlocked.Increment(ref _counter);
        return new ContentWriter(this, Path.Combine(_root, Ingest, number.ToString(System.Globalization.CultureInfo.InvariantCulture)), algorithm);
    }

    /// <summary>Begins a blob whose digest and size are promised, or goes on with what a daemon that was killed has of it.</summary>
    /// <param name="blob">The promise.</param>
    internal ContentWriter Resume(Descriptor blob)
    {
        var path = Path.Combine(_root, Ingest, $"{blob.Digest.Algorithm}-{blob.Digest.Hex}{Part}");
        lock (_parts)
            if (!_parts.Add(path)) return Begin(blob.Digest.Algorithm); // somebody else is at it
        try
        {
            if (new FileInfo(path) is { Exists: true } file && file.Length > blob.Size) file.Delete();
            return new ContentWriter(this, path, blob.Digest.Algorithm, isResumed: true);
        }
        catch
        {
            Leave(path);
            throw;
        }
    }

    /// <summary>Throws parts away that nobody goes on with.</summary>
    /// <returns>The bytes they had.</returns>
    public long DropParts()
    {
        long bytes = 0;
        lock (_parts)
        {
            foreach (var part in new DirectoryInfo(Path.Combine(_root, Ingest)).EnumerateFiles($"*{Part}").Where(part => !_parts.Contains(part.FullName)))
            {
                bytes += part.Length;
                part.Delete();
            }
        }

        return bytes;
    }

    /// <summary>A part is nobody's any more.</summary>
    internal void Leave(string path)
    {
        lock (_parts) _parts.Remove(path);
    }

    /// <summary>Stores a small blob durably.</summary>
    /// <param name="content">The bytes.</param>
    public Digest Add(ReadOnlySpan<byte> content)
    {
        var digest = Digest.Of(content);
        if (Contains(digest)) return digest;
        using var writer = Begin();
        writer.Write(content);
        writer.Publish(digest, durable: true);
        return digest;
    }

    /// <summary>Every blob of the store.</summary>
    internal IEnumerable<Digest> All()
    {
        foreach (var algorithm in Directory.EnumerateDirectories(_root))
            foreach (var file in Directory.EnumerateFiles(algorithm))
                if (Digest.TryParse($"{Path.GetFileName(algorithm)}:{Path.GetFileName(file)}", out var digest)) yield return digest;
    }

    /// <summary>The path of a blob, whether it is here or not.</summary>
    internal string PathOf(Digest digest) => Path.Combine(_root, digest.Algorithm, digest.Hex);

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
