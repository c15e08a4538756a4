using Gantry.Engine.Containers;
using Gantry.Engine.Events;
using Gantry.Engine.Images.Pulls;
using Gantry.Engine.Images.Pushes;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Images;

namespace Gantry.Engine.Images;

/// <summary>The verbs of images over the image store, with what containers use and what happened.</summary>
internal sealed class ImageVerbs(ImageStore store, ContainerTable containers, EventLog events, ImagePuller puller, ImagePusher pusher) : IImages
{
    public IReadOnlyList<ImageRecord> All => store.List();

    public ImageRecord Find(string reference) => store.Resolve(reference);

    public int ContainersUsing(ImageRecord image) => Users(image.Id).Count;

    public IReadOnlyDictionary<Digest, long> SharedSizes() => store.SharedSizes();

    public long LayersSize => store.Snapshots.Layers.Sum(l => l.Usage.Size);

    public IReadOnlyDictionary<string, string> DirectoriesOf(ImageRecord image) => store.DirectoriesOf(image);

    public IReadOnlyList<HistoryEntry> History(string reference) => store.History(reference);

    public async Task<string> ImportAsync(Stream archive, ImportOptions options, CancellationToken cancellation)
    {
        var id = (await store.ImportAsync(archive, options, cancellation)).ToString();
        if (options.Repository.Length > 0) Publish("tag", id, Reference.Parse(options.Tag.Length > 0 ? $"{options.Repository}:{options.Tag}" : options.Repository).WithDefaultTag().Familiar);
        Publish("import", id, id);
        return id;
    }

    public async Task<IReadOnlyList<LoadedImage>> LoadAsync(Stream archive, Platform? platform, IProgress<LoadProgress> progress, CancellationToken cancellation)
    {
        var loaded = await store.LoadAsync(archive, platform, progress, cancellation);
        foreach (var image in loaded)
            Publish("load", image.Id.ToString(), image.Id.ToString());
        return loaded;
    }

    public Task PullAsync(PullRequest request, IPullProgress progress, CancellationToken cancellation) => puller.PullAsync(request, progress, cancellation);

    public Task PushAsync(PushRequest request, IPushProgress progress, CancellationToken cancellation) => pusher.PushAsync(request, progress, cancellation);

    public Func<Stream, CancellationToken, Task> Save(IReadOnlyList<string> references)
    {
        foreach (var id in store.CheckSave(references))
            Publish("save", id.ToString(), id.ToString());
        return (to, cancellation) => store.SaveAsync(references, to, cancellation);
    }

    public void Made(string id, IEnumerable<string> names)
    {
        foreach (var name in names)
            Publish("tag", id, name);
        Publish("create", id, id);
    }

    public void Tag(string source, string target)
    {
        var id = store.Resolve(source).Id.ToString();
        store.Tag(source, target);
        Publish("tag", id, Reference.Parse(target).Familiar);
    }

    public Task<IReadOnlyList<ImageDeletion>> RemoveAsync(string reference, bool force, bool prune, CancellationToken cancellation)
    {
        var id = store.Resolve(reference).Id.ToString();
        var deletions = store.Remove(reference, force, prune, Users);
        foreach (var deletion in deletions)
            Publish(deletion.Untagged is not null ? "untag" : "delete", id, deletion.Deleted ?? id);
        return Task.FromResult(deletions);
    }

    public async Task<ImagePruning> PruneAsync(bool nameless, Func<ImageRecord, bool> fits, CancellationToken cancellation)
    {
        var sizes = store.Snapshots.Layers.ToDictionary(l => l.ChainId.Value, l => l.Usage.Size);
        var removed = new List<ImageDeletion>();
        var parents = store.List().Select(i => i.Parent).ToHashSet();
        foreach (var image in store.List())
        {
            cancellation.ThrowIfCancellationRequested();
            var names = image.Names.Concat(image.Digests).ToList();
            if ((nameless && image.Names.Count > 0) || (names.Count == 0 && parents.Contains(image.Id)) || !fits(image)) continue;
            foreach (var reference in names.Count > 0 ? names : [image.Id.Value])
            {
                try
                {
                    removed.AddRange(await RemoveAsync(reference, force: false, prune: true, cancellation));
                }
                catch (GantryException e) when (e.Kind is ErrorKind.Conflict or ErrorKind.NotFound)
                {
                    // Somebody uses it, so that its last name stays, or it went with another one.
                }
            }
        }

        var bytes = removed.Sum(r => r.Deleted is { } layer ? sizes.GetValueOrDefault(layer) : 0);
        if (!nameless) bytes += store.Content.DropParts(); // who wants nothing kept does not go on with pulls that broke off
        events.Publish("image", "prune", "", new SortedDictionary<string, string>(StringComparer.Ordinal) { ["reclaimed"] = $"{bytes}" });
        return new ImagePruning(removed, bytes);
    }

    private List<ImageUser> Users(Digest image)
    {
        var id = image.ToString();
        return [.. containers.Slots.Select(s => s.Current).Where(c => c.ImageId == id || c.Mounts.Any(m => m.ImageId == id)).Select(c => new ImageUser(c.Id, c.State.IsAlive))];
    }

    private void Publish(string action, string id, string name) =>
        events.Publish("image", action, id, new SortedDictionary<string, string>(StringComparer.Ordinal) { ["name"] = name });
}
