using Gantry.Distribution.Routing;
using Gantry.Distribution.Storage.Local;

namespace Gantry.Distribution.Storage;

/// <summary>
/// What the registry has. Whatever was acknowledged is kept for good; whatever is on its way lies where nobody looks for content.
/// <code>
/// blobs/sha256/HEX                            content, each piece once
/// repositories/NAME/_blobs/sha256/HEX         empty: the repository holds this blob
/// repositories/NAME/_manifests/sha256/HEX     the manifest's media type
/// repositories/NAME/_tags/TAG                 the digest it stands for
/// repositories/NAME/_referrers/sha256/SUBJECT/sha256:HEX    descriptor of a manifest that speaks about the subject
/// repositories/NAME/_uploads/ID               a blob on its way in, always a file of this machine
/// </code>
/// </summary>
internal sealed class RegistryStore : IAsyncDisposable
{
    private readonly string repositories;
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Opens a registry, or makes one.</summary>
    /// <param name="place">Where it is kept.</param>
    public RegistryStore(IStoragePlace place)
    {
        Place = place;
        repositories = Path.Combine(place.Root, "repositories");
        Blobs = new BlobStore(place, Keys);
        Unused = new UnusedContent(place, Keys, Gate);
        Durable.MakeDirectory(repositories);
        foreach (var algorithm in BlobStore.Algorithms)
            Durable.MakeDirectory(Path.Combine(place.Root, "blobs", algorithm));
    }

    /// <summary>Where all of it is kept.</summary>
    public IStoragePlace Place { get; }

    public BlobStore Blobs { get; }

    /// <summary>Takes away what nobody wants.</summary>
    public UnusedContent Unused { get; }

    /// <summary>Who changes a key waits for its turn.</summary>
    public KeyLocks Keys { get; } = new();

    /// <summary>Who is about to name content says so before looking for it; who collects asks.</summary>
    public ContentGate Gate { get; } = new();

    /// <summary>Ends when what is kept is known: before that nobody can tell what is missing.</summary>
    public Task Opened => opened.Task;

    /// <summary>Finds out what is kept.</summary>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        await Place.OpenAsync(cancellation);
        opened.TrySetResult();
    }

    /// <summary>A repository, whether there is one of this name or not.</summary>
    /// <param name="name">A checked name.</param>
    public Repository Repository(string name) => new(this, name);

    /// <summary>The names of all repositories, in the order of their bytes.</summary>
    public IReadOnlyList<string> Names() => Names(static folder => Directory.Exists(Path.Combine(folder, Storage.Repository.ManifestFolder)));

    /// <summary>Also of those that no manifest was ever put into.</summary>
    public IReadOnlyList<string> AllNames() => Names(static folder => Directory.EnumerateDirectories(folder, "_*").Any());

    /// <summary>Tries once more to remove what was taken away and could not be removed where it is kept.</summary>
    public async Task FinishRemovalsAsync()
    {
        foreach (var key in Place.Unremoved)
        {
            using var turn = Keys.TryHold(key);
            // Whoever has the key, or had it since, writes it anew.
            if (turn is not null && Place.Unremoved.Contains(key))
                await Place.RemoveAsync(key);
        }
    }

    public ValueTask DisposeAsync() => Place.DisposeAsync();

    private List<string> Names(Predicate<string> isRepository)
    {
        var names = new List<string>();
        Walk(repositories, "", isRepository, names);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

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
