using Gantry.Linux.Files;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Content;
using Gantry.Storage.Diff;
using Gantry.Storage.Leases;

namespace Gantry.Storage.Images.Archives;

/// <summary>The files of an archive of images, taken into the content store as they stream by. Names inside the archive are only keys:
/// no path of this host is ever made of them, and links are followed among the keys.</summary>
internal sealed class LoadedArchive
{
    private const int EntryLimit = 100_000;
    private const int LinkLimit = 40;

    private readonly Dictionary<string, Digest> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);

    /// <summary>Everything the archive brought.</summary>
    public IReadOnlyCollection<Digest> Blobs => [.. _files.Values.Distinct()];

    /// <summary>Reads the whole archive. Blobs that are here already are skipped.</summary>
    public static LoadedArchive Read(IChunkSource source, ContentStore content, Lease lease, SpaceGuard space, CancellationToken cancellation)
    {
        var archive = new LoadedArchive();
        var tar = new TarReader(source);
        var entries = 0;
        while (tar.Next() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            if (++entries > EntryLimit) throw new GantryException(ErrorKind.Invalid, $"invalid archive: more than {EntryLimit} entries");
            var path = EntryPath.OfEntry(entry.Name);
            switch (entry.Kind)
            {
                case TarEntryKind.Regular when entry.Extents is null:
                    archive._links.Remove(path);
                    archive._files[path] = Take(path, entry, tar, content, lease, space);
                    break;
                case TarEntryKind.SymbolicLink:
                    archive._links[path] = $"{EntryPath.Split(path).Directory}/{entry.LinkName}";
                    break;
                case TarEntryKind.HardLink:
                    archive._links[path] = entry.LinkName;
                    break;
            }
        }

        tar.Drain();
        return archive;
    }

    /// <summary>The file at a path of the archive; null when there is none.</summary>
    public Digest? Find(string path)
    {
        var key = EntryPath.Clean(FileName.FromText(path));
        for (var links = 0; key is not null && links < LinkLimit; links++)
        {
            if (_files.TryGetValue(key, out var digest)) return digest;
            if (!_links.TryGetValue(key, out var target)) return null;
            key = EntryPath.Clean(target);
        }

        return null;
    }

    /// <summary>The file at a path that a document of the archive names.</summary>
    /// <exception cref="GantryException">Invalid: there is none.</exception>
    public Digest Get(string path, string document) => Find(path)
        ?? throw new GantryException(ErrorKind.Invalid, $"invalid archive: {document} names \"{path}\", which is not in the archive");

    /// <summary>The blob of an OCI layout; null when it is not in the archive.</summary>
    public Digest? FindBlob(Digest digest) => Find($"{ArchiveNames.Blobs}{digest.Algorithm}/{digest.Hex}");

    private static Digest Take(string path, TarEntry entry, TarReader tar, ContentStore content, Lease lease, SpaceGuard space)
    {
        var promised = Promise(path);
        if (!promised.IsEmpty)
        {
            lease.Hold(promised);
            // What is here was verified when it came; the archive's copy is of no interest.
            if (content.Size(promised) == entry.Size) return promised;
        }

        using var writer = content.Begin(promised.IsEmpty ? "sha256" : promised.Algorithm);
        for (var piece = tar.ReadContent(); piece.Length > 0; piece = tar.ReadContent())
        {
            space.Count(piece.Length, 0);
            writer.Write(piece);
        }

        var digest = writer.Finish();
        lease.Hold(digest);
        if (!promised.IsEmpty && digest != promised && path.StartsWith(ArchiveNames.Blobs, StringComparison.Ordinal)) throw Mismatch(path, digest);
        return writer.Publish(default, durable: false); // the whole file system is synchronised before an image is made of it
    }

    private static GantryException Mismatch(string path, Digest digest) =>
        new(ErrorKind.Invalid, $"invalid archive: the content of {FileName.ToText(path)} is {digest}, not what its name says");

    /// <summary>The digest a file's name promises: "blobs/sha256/HEX", or "HEX.tar" as podman and skopeo name layers.</summary>
    private static Digest Promise(string path)
    {
        var text = path.StartsWith(ArchiveNames.Blobs, StringComparison.Ordinal) ? path[ArchiveNames.Blobs.Length..].Replace('/', ':')
            : path.EndsWith(".tar", StringComparison.Ordinal) ? $"sha256:{path[..^4]}"
            : "";
        return Digest.TryParse(text, out var digest) ? digest : default;
    }
}
