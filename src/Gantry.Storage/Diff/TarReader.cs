using System.Text;

using Gantry.Linux.Files;
using Gantry.Oci.Errors;

namespace Gantry.Storage.Diff;

/// <summary>Reads a tar in one pass: v7, ustar, GNU (long names, base 256, sparse) and pax with extended attributes. Content is handed
/// out in the pieces it arrives in, uncopied.</summary>
internal sealed partial class TarReader(IChunkSource source)
{
    private const int BlockSize = 512;
    private const int HeaderLimit = 1 << 20;

    private ReadOnlyMemory<byte> _chunk;
    private long _contentLeft;
    private int _padding;
    private bool _ended;

    /// <summary>The next entry, or null at the archive's end. What is left of the former entry's content is skipped.</summary>
    /// <exception cref="GantryException">Invalid: malformed or truncated.</exception>
    public TarEntry? Next()
    {
        SkipContent();
        string? longName = null, longLink = null;
        PaxRecords? pax = null;
        Span<byte> block = stackalloc byte[BlockSize];
        while (!_ended)
        {
            if (!ReadHeader(block))
            {
                _ended = true;
                return longName is null && longLink is null && pax is null ? null : throw TarFaults.Truncated();
            }

            var header = new TarHeader(block);
            header.CheckSum();
            var size = header.Size;
            if (size < 0) throw TarFaults.Malformed();
            switch (header.Type)
            {
                case 'x':
                    pax ??= new PaxRecords();
                    pax.Read(ReadSmall(size, "an extended header"));
                    continue;
                case 'g':
                    ReadSmall(size, "a global header"); // as Docker: of no effect
                    continue;
                case 'L':
                    longName = Text(ReadSmall(size, "a name"));
                    continue;
                case 'K':
                    longLink = Text(ReadSmall(size, "a link's target"));
                    continue;
                case 'V':
                    continue; // the volume's label
            }

            return Entry(header, size, longName, longLink, pax);
        }

        return null;
    }

    /// <summary>The next piece of the entry's stored content; empty at its end.</summary>
    /// <exception cref="GantryException">Invalid: truncated.</exception>
    public ReadOnlySpan<byte> ReadContent()
    {
        if (_contentLeft == 0) return default;
        Fill();
        var length = (int)Math.Min(_contentLeft, _chunk.Length);
        var piece = _chunk.Span[..length];
        _chunk = _chunk[length..];
        _contentLeft -= length;
        return piece;
    }

    /// <summary>Reads and forgets what follows the archive, so that whoever hashes or sends the stream sees its end.</summary>
    public void Drain()
    {
        SkipContent();
        do _chunk = source.Next();
        while (!_chunk.IsEmpty);
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? bytes : bytes[..end]);
    }

    private TarEntry Entry(in TarHeader header, long size, string? longName, string? longLink, PaxRecords? pax)
    {
        if (pax?["size"] is { } paxSize) size = TarNumbers.Decimal(paxSize);
        if (size < 0) throw TarFaults.Malformed();
        var name = pax?["path"] ?? longName ?? header.Name;
        var kind = Kind(header.Type, name);
        var realSize = size;
        if (kind != TarEntryKind.Regular) size = 0;
        Begin(size);

        IReadOnlyList<SparseExtent>? extents = null;
        if (header.Type == 'S') extents = ReadOldSparse(header, out realSize);
        else if (pax is not null && kind == TarEntryKind.Regular) extents = ReadPaxSparse(pax, ref name, ref realSize);
        if (extents is not null) CheckExtents(extents, realSize);

        return new TarEntry
        {
            Kind = kind,
            Name = name,
            LinkName = pax?["linkpath"] ?? longLink ?? header.LinkName,
            Permissions = (uint)header.Mode & 0xFFF,
            UserId = TarNumbers.Id(pax?["uid"] is { } uid ? TarNumbers.Decimal(uid) : header.UserId),
            GroupId = TarNumbers.Id(pax?["gid"] is { } gid ? TarNumbers.Decimal(gid) : header.GroupId),
            Size = kind == TarEntryKind.Regular ? realSize : 0,
            Modified = pax?["mtime"] is { } mtime ? TarNumbers.Time(mtime) : new FileTime(header.Modified, 0),
            Device = kind is TarEntryKind.BlockDevice or TarEntryKind.CharacterDevice
                ? new DeviceNumber((uint)header.Major, (uint)header.Minor)
                : default,
            Attributes = pax is null ? [] : Attributes(pax),
            Extents = extents,
        };
    }

    private static List<KeyValuePair<string, byte[]>> Attributes(PaxRecords pax) =>
    [
        .. pax.WithPrefix("SCHILY.xattr.").Select(a => KeyValuePair.Create(a.Key, Encoding.Latin1.GetBytes(a.Value))),
    ];

    private static TarEntryKind Kind(char type, string name) => type switch
    {
        '0' or '\0' when name.EndsWith('/') => TarEntryKind.Directory,
        '0' or '\0' or '7' or 'S' => TarEntryKind.Regular,
        '1' => TarEntryKind.HardLink,
        '2' => TarEntryKind.SymbolicLink,
        '3' => TarEntryKind.CharacterDevice,
        '4' => TarEntryKind.BlockDevice,
        '5' => TarEntryKind.Directory,
        '6' => TarEntryKind.Pipe,
        _ => throw new GantryException(ErrorKind.Invalid, $"unhandled tar header type {(int)type}"),
    };

    private void Begin(long size)
    {
        _contentLeft = size;
        _padding = (int)(-size & (BlockSize - 1));
    }

    /// <summary>A header block; false at the archive's end: two blocks of zeros, or no more bytes.</summary>
    private bool ReadHeader(Span<byte> block)
    {
        if (!TryReadBlock(block)) return false;
        if (block.ContainsAnyExcept((byte)0)) return true;
        if (TryReadBlock(block) && block.ContainsAnyExcept((byte)0)) throw TarFaults.Malformed();
        return false;
    }

    private bool TryReadBlock(Span<byte> block)
    {
        var filled = 0;
        while (filled < block.Length)
        {
            if (_chunk.IsEmpty) _chunk = source.Next();
            if (_chunk.IsEmpty) return filled == 0 ? false : throw TarFaults.Truncated();
            var length = Math.Min(block.Length - filled, _chunk.Length);
            _chunk.Span[..length].CopyTo(block[filled..]);
            _chunk = _chunk[length..];
            filled += length;
        }

        return true;
    }

    private byte[] ReadSmall(long size, string what)
    {
        if (size > HeaderLimit) throw TarFaults.TooLarge(what);
        Begin(size);
        var content = new byte[size];
        var filled = 0;
        while (filled < content.Length)
        {
            var piece = ReadContent();
            piece.CopyTo(content.AsSpan(filled));
            filled += piece.Length;
        }

        SkipContent();
        return content;
    }

    private void SkipContent()
    {
        while (_contentLeft > 0)
        {
            if (_chunk.IsEmpty) _contentLeft -= source.Skip(_contentLeft);
            if (_contentLeft > 0) ReadContent();
        }

        while (_padding > 0)
        {
            // Some writers leave out what only fills the last block, and all that comes after it.
            if (_chunk.IsEmpty) _chunk = source.Next();
            if (_chunk.IsEmpty)
            {
                _padding = 0;
                return;
            }

            var length = Math.Min(_padding, _chunk.Length);
            _chunk = _chunk[length..];
            _padding -= length;
        }
    }

    private void Fill()
    {
        if (_chunk.IsEmpty) _chunk = source.Next();
        if (_chunk.IsEmpty) throw TarFaults.Truncated();
    }
}
