using System.Text;

using Gantry.Engine.Images;
using Gantry.Engine.Images.Pulls;
using Gantry.Engine.Images.Pushes;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Images;

namespace Gantry.Api.Tests.Fakes;

/// <summary>Images that only exist in memory.</summary>
internal sealed class FakeImages : IImages
{
    public List<ImageRecord> Stored { get; } = [];

    public List<string> Calls { get; } = [];

    public ImportOptions? Imported { get; private set; }

    public string ReceivedArchive { get; private set; } = "";

    public IReadOnlyList<ImageRecord> All => Stored;

    public ImageRecord Find(string reference) =>
        Stored.FirstOrDefault(i => i.Id.Value == reference || i.Id.Hex.StartsWith(reference, StringComparison.Ordinal)
            || i.Names.Contains(reference) || i.Names.Contains(reference + ":latest"))
        ?? throw new GantryException(ErrorKind.NotFound, $"No such image: {(reference.Contains(':') ? reference : reference + ":latest")}");

    public void Made(string id, IEnumerable<string> names) => Calls.Add($"made {id} {string.Join(' ', names)}");

    public int ContainersUsing(ImageRecord image) => 2;

    public long LayersSize => 0;

    public IReadOnlyDictionary<Digest, long> SharedSizes() => Stored.ToDictionary(i => i.Id, _ => 7L);

    public IReadOnlyDictionary<string, string> DirectoriesOf(ImageRecord image) => new Dictionary<string, string> { ["UpperDir"] = "/data/snapshots/1/fs" };

    public Task<ImagePruning> PruneAsync(bool nameless, Func<ImageRecord, bool> fits, CancellationToken cancellation)
    {
        var gone = Stored.Where(i => (!nameless || i.Names.Count == 0) && fits(i)).ToList();
        return Task.FromResult(new ImagePruning([.. gone.Select(i => new ImageDeletion(null, i.Id.Value))], gone.Sum(i => i.Size)));
    }

    public IReadOnlyList<HistoryEntry> History(string reference) =>
        [new(Find(reference).Id.Value, 1700000000, "CMD [\"sh\"]", ["busybox:latest"], 0, "buildkit"), new("<missing>", 1600000000, "ADD file", [], 123, "")];

    public async Task<string> ImportAsync(Stream archive, ImportOptions options, CancellationToken cancellation)
    {
        Imported = options;
        ReceivedArchive = await ReadAsync(archive, cancellation);
        if (ReceivedArchive == "bad") throw new GantryException(ErrorKind.Invalid, "archive/tar: invalid tar header");
        return "sha256:" + new string('a', 64);
    }

    public async Task<IReadOnlyList<LoadedImage>> LoadAsync(Stream archive, Platform? platform, IProgress<LoadProgress> progress, CancellationToken cancellation)
    {
        ReceivedArchive = await ReadAsync(archive, cancellation);
        if (ReceivedArchive == "bad") throw new GantryException(ErrorKind.Invalid, "unexpected EOF");
        progress.Report(new LoadProgress("0123456789ab", "Loading layer", 512, 1024));
        progress.Report(new LoadProgress("0123456789ab", "Loading layer", 1024, 1024));
        return [new LoadedImage(Digest.Parse("sha256:" + new string('a', 64)), ["busybox:latest"], []), new LoadedImage(Digest.Parse("sha256:" + new string('b', 64)), [], [])];
    }

    public Task PushAsync(PushRequest request, IPushProgress progress, CancellationToken cancellation) => throw new NotSupportedException();

    public Task PullAsync(PullRequest request, IPullProgress progress, CancellationToken cancellation)
    {
        progress.Say($"Pulling from {request.Name.Path}", request.Name.Tag);
        return Task.CompletedTask;
    }

    public Func<Stream, CancellationToken, Task> Save(IReadOnlyList<string> references)
    {
        foreach (var reference in references) Find(reference);
        return async (stream, cancellation) => await stream.WriteAsync(Encoding.ASCII.GetBytes("tar of " + string.Join(",", references)), cancellation);
    }

    public void Tag(string source, string target)
    {
        Find(source);
        Calls.Add($"tag {source} {target}");
    }

    public Task<IReadOnlyList<ImageDeletion>> RemoveAsync(string reference, bool force, bool prune, CancellationToken cancellation)
    {
        var image = Find(reference);
        Calls.Add($"remove {reference} {force} {prune}");
        return Task.FromResult<IReadOnlyList<ImageDeletion>>([new("busybox:latest", null), new(null, image.Id.Value)]);
    }

    private static async Task<string> ReadAsync(Stream archive, CancellationToken cancellation)
    {
        using var reader = new StreamReader(archive);
        return await reader.ReadToEndAsync(cancellation);
    }
}
