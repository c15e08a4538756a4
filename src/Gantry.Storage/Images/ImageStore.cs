using Gantry.Linux.Documents;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Collection;
using Gantry.Storage.Content;
using Gantry.Storage.Documents;
using Gantry.Storage.Images.Pushes;
using Gantry.Storage.Leases;
using Gantry.Storage.Snapshots;
using Gantry.Storage.Steps;

namespace Gantry.Storage.Images;

/// <summary>The images of this host: names, configurations, layers.</summary>
/// <remarks>
/// <code>
/// DATA/blobs/sha256/HEX   manifests, configurations, layers as they came
/// DATA/snapshots/ID       unpacked layers and containers' trees
/// DATA/images/HEX.json    an image: written when all it points to is durable
/// DATA/names/HASH.json    a name and the image it stands for
/// DATA/builds/records/KEY.json  what a step of a build came to
/// DATA/compressed/HEX.json  what a plain layer becomes when it is sent compressed
/// </code>
/// A writer holds the lock for the documents it replaces; readers take the catalogue of the moment and never wait.
/// </remarks>
public sealed partial class ImageStore : IAsyncDisposable
{
    private readonly Lock _writing = new();
    private readonly string _images;
    private readonly string _names;
    private readonly TimeProvider _time;
    private readonly Collector _collector;
    private volatile ImageCatalog _catalog = ImageCatalog.Empty;

    private ImageStore(string dataRoot, TimeProvider time)
    {
        _time = time;
        _images = Directory.CreateDirectory(Path.Combine(dataRoot, "images")).FullName;
        _names = Directory.CreateDirectory(Path.Combine(dataRoot, "names")).FullName;
        Content = new ContentStore(Path.Combine(dataRoot, "blobs"));
        Snapshots = new OverlaySnapshotter(Path.Combine(dataRoot, "snapshots"));
        CompressedForms = new CompressedForms(Path.Combine(dataRoot, "compressed"));
        Steps = new StepStore(Content, Snapshots, time);
        StepRecords = new StepRecords(Path.Combine(dataRoot, "builds", "records"), Leases, Snapshots);
        _collector = new Collector(Content, Snapshots, Leases, CompressedForms);
    }

    /// <summary>The blobs.</summary>
    public ContentStore Content { get; }

    /// <summary>The layers' and containers' trees.</summary>
    public OverlaySnapshotter Snapshots { get; }

    /// <summary>The trees and layers of builds.</summary>
    public StepStore Steps { get; }

    /// <summary>The results of steps that are kept for builds to come.</summary>
    public StepRecords StepRecords { get; }

    /// <summary>Keeps blobs and layers that no image keeps yet.</summary>
    public LeaseBook Leases { get; } = new();

    /// <summary>Opens the store and removes what interrupted work left behind.</summary>
    /// <param name="dataRoot">The directory of all state; made if missing.</param>
    /// <param name="cancellation">Cancels the opening.</param>
    public static Task<ImageStore> OpenAsync(string dataRoot, CancellationToken cancellation) =>
        OpenAsync(dataRoot, TimeProvider.System, cancellation);

    /// <inheritdoc cref="OpenAsync(string, CancellationToken)"/>
    /// <param name="dataRoot">The directory of all state; made if missing.</param>
    /// <param name="time">The clock that dates images.</param>
    /// <param name="cancellation">Cancels the opening.</param>
    public static Task<ImageStore> OpenAsync(string dataRoot, TimeProvider time, CancellationToken cancellation) => Task.Run(
        () =>
        {
            var store = new ImageStore(Path.GetFullPath(dataRoot), time);
            store.Load(cancellation);
            return store;
        },
        cancellation);

    /// <summary>Finds an image.</summary>
    /// <param name="reference">A name (with tag or digest), an id, or the unique beginning of an id.</param>
    /// <exception cref="GantryException">NotFound "No such image: x:latest"; Invalid.</exception>
    public ImageRecord Resolve(string reference)
    {
        var catalog = _catalog;
        return catalog.Describe(Find(catalog, reference));
    }

    /// <summary>Finds an image as <see cref="Resolve"/> does; null when there is none.</summary>
    /// <param name="reference">A name (with tag or digest), an id, or the unique beginning of an id.</param>
    public ImageRecord? Find(string reference)
    {
        var catalog = _catalog;
        return catalog.Find(reference) is { } image ? catalog.Describe(image) : null;
    }

    /// <summary>Every image, newest first.</summary>
    public IReadOnlyList<ImageRecord> List() => _catalog.DescribeAll();

    /// <summary>Waits for background work and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await _keeping;
        await Snapshots.DisposeAsync();
        Content.Dispose();
    }

    private static StoredImage Find(ImageCatalog catalog, string reference) => catalog.Find(reference) ?? throw NoImage(reference);

    private static GantryException NoImage(string reference) => new(
        ErrorKind.NotFound,
        "No such image: " + (Digest.TryParse(reference, out _) ? reference
            : Digest.TryParse($"sha256:{reference}", out var id) ? id.Value
            : Reference.Parse(reference).WithDefaultTag().Familiar));

    private static void DeleteLeftovers(string directory)
    {
        foreach (var left in Directory.EnumerateFiles(directory, "*.new")) File.Delete(left);
    }

    private string PathOf(Digest image) => Path.Combine(_images, image.Hex + ".json");

    private string PathOf(Reference name) => Path.Combine(_names, Digest.Of(System.Text.Encoding.UTF8.GetBytes(name.Canonical)).Hex + ".json");

    private void Load(CancellationToken cancellation)
    {
        DeleteLeftovers(_images);
        DeleteLeftovers(_names);
        var images = ImageCatalog.Empty.Images.ToBuilder();
        foreach (var path in Directory.EnumerateFiles(_images, "*.json"))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Document.Read(path, StorageJson.Default.ImageDocument) is not { } document) continue;
            if (TryAssemble(document) is { } image) images[image.Id] = image;
            else File.Delete(path); // its blobs or layers are gone; nobody could use it
        }

        var names = ImageCatalog.Empty.Names.ToBuilder();
        foreach (var path in Directory.EnumerateFiles(_names, "*.json"))
        {
            if (Document.Read(path, StorageJson.Default.NameDocument) is not { } document) continue;
            if (Reference.TryParse(document.Name, out var name) && images.ContainsKey(document.Image)) names[name.Canonical] = new StoredName(name, document.Image);
            else File.Delete(path);
        }

        _catalog = new ImageCatalog(images.ToImmutable(), names.ToImmutable());
        _collector.CollectAll(_catalog);
        CompressedForms.Load(images.Values.SelectMany(i => i.Config.RootFs.DiffIds ?? []).ToHashSet());
    }

    private StoredImage? TryAssemble(ImageDocument document)
    {
        try
        {
            return Assemble(document);
        }
        catch (Exception e) when (e is GantryException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads an image's configuration and manifest and checks that every part is here.</summary>
    private StoredImage Assemble(ImageDocument document)
    {
        var config = ImageParts.Config(Content.ReadDocument(document.Id));
        var manifest = ImageParts.Manifest(Content.ReadDocument(document.Manifest.Digest));
        var chain = new List<Digest>();
        long size = 0;
        foreach (var diffId in config.RootFs.DiffIds ?? [])
        {
            chain.Add(ChainId.Of(chain.Count == 0 ? default : chain[^1], diffId));
            var layer = Snapshots.FindLayer(chain[^1]) ?? throw new GantryException(ErrorKind.NotFound, $"layer does not exist: {chain[^1]}");
            size += layer.Usage.Size;
        }

        Digest[] blobs = [document.Manifest.Digest, document.Id, .. manifest.Layers.Select(l => l.Digest)];
        if (blobs.FirstOrDefault(b => !Content.Contains(b)) is { IsEmpty: false } missing)
            throw new GantryException(ErrorKind.NotFound, $"content {missing}: not found");
        return new StoredImage(document, config, blobs, chain, size);
    }
}
