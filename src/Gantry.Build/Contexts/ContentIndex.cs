using System.Runtime.InteropServices;

using Gantry.Linux.Files;

namespace Gantry.Build.Contexts;

/// <summary>What the content of files is known to be, so that files which stay from one build to the next are not read again. A file is known by inode, time of its
/// last change and size: nobody can write to it, or put another in its place, and leave all three as they were.</summary>
/// <remarks>It is kept in a file beside the directory, written when the directory is whole and removed before the next change to it. It counts until the machine is
/// started anew: what a crash of the machine leaves of the files themselves is not known.</remarks>
public sealed class ContentIndex : IKnownFiles
{
    internal static readonly Guid Boot = Guid.Parse(File.ReadAllText("/proc/sys/kernel/random/boot_id"));

    private readonly string _path;
    private readonly ReadOnlyMemory<byte> _stored;
    private readonly Dictionary<ulong, Entry> _added = [];
    private bool _isStored;

    private ContentIndex(string path, ReadOnlyMemory<byte> stored, bool isStored)
    {
        _path = path;
        _stored = stored;
        _isStored = isStored;
    }

    /// <summary>How often something was found, and how often not.</summary>
    internal (int Found, int Missed) Looks { get; private set; }

    /// <summary>Reads an index; one that is missing, damaged, or of an earlier start of the machine is empty.</summary>
    /// <param name="path">Its file.</param>
    public static ContentIndex Open(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length >= HeaderSize && (bytes.Length - HeaderSize) % Marshal.SizeOf<Entry>() == 0 && new Guid(bytes.AsSpan(0, HeaderSize)) == Boot)
                return new ContentIndex(path, bytes.AsMemory(HeaderSize), isStored: true);
        }
        catch (IOException)
        {
            // There is none.
        }

        return new ContentIndex(path, ReadOnlyMemory<byte>.Empty, isStored: false);
    }

    /// <inheritdoc/>
    public bool TryFind(in FileStatus status, out KnownContent known)
    {
        if (!_added.TryGetValue(status.Inode, out var entry))
        {
            var stored = Stored;
            var at = Search(stored, status.Inode);
            entry = at < 0 ? default : stored[at];
        }

        var found = entry.Inode == status.Inode && entry.Seconds == status.Changed.Seconds && entry.Nanoseconds == status.Changed.Nanoseconds && entry.Size == status.Size;
        Looks = found ? (Looks.Found + 1, Looks.Missed) : (Looks.Found, Looks.Missed + 1);
        known = entry.Content;
        return found;
    }

    /// <summary>Remembers a file's content.</summary>
    /// <param name="status">The file's status after everything was done to it.</param>
    /// <param name="known">What its content is.</param>
    public void Add(in FileStatus status, KnownContent known)
    {
        Forget();
        _added[status.Inode] = new Entry(status.Inode, status.Changed.Seconds, status.Changed.Nanoseconds, status.Size, known);
    }

    /// <summary>Whether its file says what this knows.</summary>
    public bool IsStored => _isStored;

    /// <summary>Takes the file back before something changes.</summary>
    public void Forget()
    {
        if (!_isStored) return;
        File.Delete(_path);
        _isStored = false;
    }

    /// <summary>Keeps what is known of files that are still there.</summary>
    /// <param name="inodes">Their inodes; null: all.</param>
    public void Save(IReadOnlySet<ulong>? inodes = null)
    {
        if (_isStored) return;
        var entries = new List<Entry>(_added.Values);
        foreach (var entry in Stored)
            if (!_added.ContainsKey(entry.Inode)) entries.Add(entry);
        if (inodes is not null) entries.RemoveAll(e => !inodes.Contains(e.Inode));
        entries.Sort((a, b) => a.Inode.CompareTo(b.Inode));
        var temporary = _path + ".new";
        try
        {
            using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
            {
                RandomAccess.Write(file, Boot.ToByteArray(), 0);
                RandomAccess.Write(file, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(entries)), HeaderSize);
            }

            File.Move(temporary, _path, overwrite: true);
            _isStored = true;
        }
        catch (IOException)
        {
            File.Delete(temporary); // the disk is full: the next build reads the files
        }
    }

    private const int HeaderSize = 16;

    private ReadOnlySpan<Entry> Stored => MemoryMarshal.Cast<byte, Entry>(_stored.Span);

    private static int Search(ReadOnlySpan<Entry> entries, ulong inode)
    {
        var (low, high) = (0, entries.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (entries[middle].Inode == inode) return middle;
            if (entries[middle].Inode < inode) low = middle + 1;
            else high = middle - 1;
        }

        return -1;
    }

    private readonly record struct Entry(ulong Inode, long Seconds, long Nanoseconds, long Size, KnownContent Content);
}

/// <summary>What a file's content is known to be.</summary>
/// <param name="Digest">Its SHA-256.</param>
/// <param name="Attributes">The SHA-256 of its extended attributes; zero: it has none.</param>
public readonly record struct KnownContent(Hash256 Digest, Hash256 Attributes);

/// <summary>32 bytes that are a SHA-256.</summary>
public readonly record struct Hash256(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>Of nothing.</summary>
    public static Hash256 OfNothing { get; } = Of([]);

    /// <summary>That of some bytes.</summary>
    public static Hash256 Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[32];
        System.Security.Cryptography.SHA256.HashData(bytes, hash);
        return MemoryMarshal.Read<Hash256>(hash);
    }

    /// <summary>The one that somebody else made.</summary>
    /// <param name="hash">32 bytes.</param>
    public static Hash256 From(ReadOnlySpan<byte> hash) => MemoryMarshal.Read<Hash256>(hash);

    /// <summary>The finished one.</summary>
    public static Hash256 Of(System.Security.Cryptography.IncrementalHash hash)
    {
        Span<byte> bytes = stackalloc byte[32];
        hash.GetHashAndReset(bytes);
        return MemoryMarshal.Read<Hash256>(bytes);
    }

    /// <summary>Its bytes.</summary>
    public void CopyTo(Span<byte> bytes) => MemoryMarshal.Write(bytes, this);

    /// <summary>64 hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[32];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
