using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Storage.Content;

/// <summary>A blob on its way in: written to a temporary file and hashed at the same time. Disposing it unpublished removes it.</summary>
public sealed class ContentWriter : IDisposable
{
    private const long WritebackSize = 8 << 20;

    private readonly ContentStore _store;
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly ContentHash _hash;
    private long _handedOver;
    private Digest _digest;
    private bool _published;

    internal ContentWriter(ContentStore store, string path, string algorithm, bool isResumed = false)
    {
        _store = store;
        _path = path;
        _hash = new ContentHash(algorithm);
        _file = OpenFile.Open(path, OpenFlags.O_RDWR | OpenFlags.O_CREAT | (isResumed ? 0 : OpenFlags.O_EXCL), 0x180);
        if (isResumed) Kept = _handedOver = OpenFile.Seek(_file, 0, SeekFrom.End);
    }

    /// <summary>How many bytes there are so far.</summary>
    public long Length { get; private set; }

    /// <summary>How many bytes a daemon that was killed has left behind. They are read first, by <see cref="ReadKept"/>, and then added to.</summary>
    internal long Kept { get; private set; }

    /// <summary>The file, to read back what was written.</summary>
    internal SafeFileHandle File => _file;

    /// <summary>Takes up the next of the bytes that were left behind.</summary>
    /// <returns>How many; 0: all are taken up.</returns>
    internal int ReadKept(Span<byte> buffer)
    {
        if (Length >= Kept) return 0;
        var length = RandomAccess.Read(_file, buffer[..(int)Math.Min(buffer.Length, Kept - Length)], Length);
        _hash.Append(buffer[..length]);
        Length += length;
        return length;
    }

    /// <summary>Adds bytes.</summary>
    /// <param name="data">The bytes.</param>
    public void Write(ReadOnlySpan<byte> data)
    {
        _hash.Append(data);
        OpenFile.Write(_file, data, _path);
        Length += data.Length;
        if (Length - _handedOver < WritebackSize) return;
        // The disk works while more comes in, so that making it durable at the end takes little.
        OpenFile.StartWriting(_file, _handedOver, Length - _handedOver);
        _handedOver = Length;
    }

    /// <summary>The digest of all that was written; nothing can be added afterwards.</summary>
    public Digest Finish()
    {
        if (_digest.IsEmpty) _digest = _hash.Finish();
        return _digest;
    }

    /// <summary>Makes the blob visible under its digest.</summary>
    /// <param name="expected">What the digest must be; empty where nobody promised one.</param>
    /// <param name="durable">Whether to wait for the disk; a caller that synchronises the whole file system itself need not.</param>
    /// <param name="replaces">Whether a blob of this digest that is here is taken for damaged.</param>
    /// <exception cref="GantryException">Invalid: the content is not what was promised.</exception>
    public Digest Publish(Digest expected, bool durable, bool replaces = false)
    {
        var digest = Finish();
        if (!expected.IsEmpty && expected != digest)
            throw new GantryException(ErrorKind.Invalid, $"unexpected digest {digest}, expected {expected}");
        if (!replaces && _store.Contains(digest)) return digest;
        if (durable) OpenFile.Synchronize(_file, _path);
        var target = _store.PathOf(digest);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        System.IO.File.Move(_path, target, overwrite: true);
        _published = true;
        return digest;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
        if (!_published) System.IO.File.Delete(_path);
        _store.Leave(_path);
    }
}
