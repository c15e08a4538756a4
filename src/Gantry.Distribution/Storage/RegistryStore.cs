using System.Globalization;

using Gantry.Distribution.Routing;
using Gantry.Oci.Images;

namespace Gantry.Distribution.Storage;

/// <summary>
/// The registry's files. Whatever was acknowledged is durable; whatever is on its way lies where nobody looks for content.
/// <code>
/// ROOT/blobs/sha256/HEX                            content, each piece once
/// ROOT/repositories/NAME/_blobs/sha256/HEX         empty: the repository holds this blob
/// ROOT/repositories/NAME/_manifests/sha256/HEX     the manifest's media type
/// ROOT/repositories/NAME/_tags/TAG                 the digest it stands for
/// ROOT/repositories/NAME/_referrers/sha256/SUBJECT/sha256:HEX    descriptor of a manifest that speaks about the subject
/// ROOT/repositories/NAME/_uploads/ID               a blob on its way in
/// ROOT/temporary                                   small files on their way; emptied at each start
/// </code>
/// </summary>
internal sealed class RegistryStore : IDisposable
{
    private readonly string repositories;
    private readonly string temporary;
    private long counter;

    /// <summary>Opens a registry, or makes one.</summary>
    public RegistryStore(string root)
    {
        root = Path.GetFullPath(root);
        repositories = Path.Combine(root, "repositories");
        temporary = Path.Combine(root, "temporary");
        Blobs = new BlobFiles(Path.Combine(root, "blobs"));
        if (Directory.Exists(temporary))
            Directory.Delete(temporary, recursive: true);
        Durable.MakeDirectory(temporary);
        Durable.MakeDirectory(repositories);
        foreach (var algorithm in BlobFiles.Algorithms)
            Durable.MakeDirectory(Path.Combine(root, "blobs", algorithm));
    }

    public BlobFiles Blobs { get; }

    /// <summary>Whoever adds a name for content holds it shared; whoever takes names or content away holds it alone.</summary>
    public ContentGate Gate { get; } = new();

    /// <summary>A repository, whether there is one of this name or not.</summary>
    /// <param name="name">A checked name.</param>
    public Repository Repository(string name) => new(this, name, Path.Combine(repositories, name));

    /// <summary>The names of all repositories, in the order of their bytes.</summary>
    public IReadOnlyList<string> Names() => Names(static folder => Directory.Exists(Path.Combine(folder, Storage.Repository.ManifestFolder)));

    /// <summary>Also of those that no manifest was ever put into.</summary>
    public IReadOnlyList<string> AllNames() => Names(static folder => Directory.EnumerateDirectories(folder, "_*").Any());

    private List<string> Names(Predicate<string> isRepository)
    {
        var names = new List<string>();
        Walk(repositories, "", isRepository, names);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>Stores a small piece of content under its digest.</summary>
    public void Add(ReadOnlySpan<byte> content, Digest digest)
    {
        if (Blobs.Size(digest) == content.Length)
            Blobs.Touch(digest);
        else
            Durable.Write(Blobs.PathOf(digest), TemporaryPath(), content);
    }

    /// <summary>Reads a small piece of content; null where it is not here.</summary>
    public byte[]? Read(Digest digest)
    {
        if (!Blobs.TryOpen(digest, out var file))
            return null;
        using (file)
        {
            var content = new byte[RandomAccess.GetLength(file)];
            return RandomAccess.Read(file, content, 0) == content.Length ? content : null;
        }
    }

    /// <summary>A path nobody uses, on the file system of everything else.</summary>
    public string TemporaryPath() => Path.Combine(temporary, Interlocked.Increment(ref counter).ToString(CultureInfo.InvariantCulture));

    public void Dispose() => Gate.Dispose();

    private static void Walk(string folder, string name, Predicate<string> isRepository, List<string> names)
    {
        if (isRepository(folder))
            names.Add(name);
        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            var part = Path.GetFileName(inner);
            if (Route.IsName(part))
                Walk(inner, name.Length == 0 ? part : $"{name}/{part}", isRepository, names);
        }
    }
}
