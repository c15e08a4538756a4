using System.Security.Cryptography;

using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;

namespace Gantry.Build.Contexts;

/// <summary>What is in a directory that was just made equal to a client's: all entries in the order of a walk, as they were told, so that its digests need no look
/// into it. They are those <see cref="TreeDigest"/> finds by looking.</summary>
public sealed class SyncedTree
{
    private readonly List<SyncedEntry> _entries = [];

    internal int Count => _entries.Count;

    /// <summary>The digest of what lies at a path.</summary>
    /// <param name="tree">The directory.</param>
    /// <param name="path">An absolute path that has no symbolic links in it any more.</param>
    /// <param name="selects">Whether a path below it, relative to it, counts; null: all do.</param>
    /// <returns>64 hexadecimal digits; null: this does not know, and the directory must be looked into.</returns>
    internal string? DigestOf(RootedDirectory tree, string path, Func<string, bool>? selects)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (path.Trim('/').Length == 0)
        {
            using var root = tree.Open("", OpenFlags.O_PATH);
            using var entries = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            if (!TryAppendChildren(entries, 0, _entries.Count, "", selects, out _)) return null;
            EntryDigest.Append(hash, "", EntryTraits.Of(At.Status(root)), default, Hash256.Of(entries));
        }
        else if (Find(path.Trim('/')) is not { } found || !TryAppend(hash, found, "", "", selects, out _))
        {
            return null;
        }

        return Hash256.Of(hash).ToString();
    }

    /// <summary>The next entry of the walk.</summary>
    internal SyncedEntry Add(string name, EntryTraits traits, Hash256 attributes)
    {
        var entry = new SyncedEntry(name, traits, attributes) { End = _entries.Count + 1 };
        _entries.Add(entry);
        return entry;
    }

    /// <summary>A directory's entries are all there.</summary>
    internal void Close(SyncedEntry directory) => directory.End = _entries.Count;

    /// <summary>The inodes of files whose content is known.</summary>
    internal HashSet<ulong> Inodes() => [.. _entries.Where(e => e.Inode != 0).Select(e => e.Inode)];

    private int? Find(string path)
    {
        var (from, to) = (0, _entries.Count);
        int? found = null;
        foreach (var part in FileName.FromText(path).Split('/'))
        {
            found = null;
            for (var index = from; index < to; index = _entries[index].End)
            {
                if (_entries[index].Name != part) continue;
                found = index;
                break;
            }

            if (found is not { } at) return null;
            (from, to) = (at + 1, _entries[at].End);
        }

        return found;
    }

    private bool TryAppend(IncrementalHash hash, int index, string name, string path, Func<string, bool>? selects, out bool counts)
    {
        var entry = _entries[index];
        var isSelected = path.Length == 0 || selects is null || selects(FileName.ToText(path));
        counts = isSelected;
        var payload = entry.Shown.Payload;
        if (entry.Traits.Kind == FileKind.Directory)
        {
            using var entries = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            if (!TryAppendChildren(entries, index + 1, entry.End, path, selects, out var any)) return false;
            counts |= any;
            payload = Hash256.Of(entries);
        }

        if (!counts) return true;
        if (!entry.Shown.IsKnown) return false;
        EntryDigest.Append(hash, name, isSelected ? entry.Shown.Traits : default, isSelected ? entry.Shown.Attributes : default, payload);
        return true;
    }

    private bool TryAppendChildren(IncrementalHash hash, int from, int to, string path, Func<string, bool>? selects, out bool any)
    {
        any = false;
        for (var index = from; index < to; index = _entries[index].End)
        {
            var name = _entries[index].Name;
            var child = selects is null ? "-" : path.Length == 0 ? name : $"{path}/{name}";
            if (!TryAppend(hash, index, name, child, selects, out var counts)) return false;
            any |= counts;
        }

        return true;
    }
}

/// <summary>An entry of a synchronised directory.</summary>
internal sealed class SyncedEntry(string name, EntryTraits traits, Hash256 attributes)
{
    public string Name { get; } = name;

    public EntryTraits Traits { get; set; } = traits;

    public Hash256 Attributes { get; } = attributes;

    /// <summary>The entry whose file this is one more name of; null: it is its own.</summary>
    public SyncedEntry? Other { get; set; }

    public SyncedEntry Shown => Other ?? this;

    /// <summary>Where its directory goes on, behind all that is below it.</summary>
    public int End { get; set; }

    /// <summary>The digest of a file's content or a link's target.</summary>
    public Hash256 Payload { get; private set; }

    /// <summary>Whether <see cref="Payload"/> is known, or none is needed.</summary>
    public bool IsKnown { get; private set; } = traits.Kind is not (FileKind.Regular or FileKind.SymbolicLink);

    /// <summary>A file's inode; zero for others.</summary>
    public ulong Inode { get; set; }

    public void Know(Hash256 payload) => (Payload, IsKnown) = (payload, true);
}
