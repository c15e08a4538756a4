using System.Text.Json;

using Gantry.Engine.Events;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry;
using Gantry.Registry.Errors;
using Gantry.Storage.Images;
using Gantry.Storage.Images.Pushes;
using Gantry.Storage.Images.Transfers;

namespace Gantry.Engine.Images.Pushes;

/// <summary>Sends images to registries.</summary>
/// <remarks>
/// <code>
/// name → tags here → layers (there already, mounted, or sent) → configuration → manifest under its tag
/// </code>
/// The manifest goes last, so that nobody finds a tag whose parts are not there. An image whose layers came compressed keeps its manifest, and so
/// its digest, and so does one that goes back where it came from; another one with plain layers gets a manifest of schema 2 that names the compressed ones.
/// </remarks>
internal sealed class ImagePusher(RegistryClient registry, ImageStore store, EventLog events)
{
    /// <summary>A blob goes to a repository once at a time: whoever wants the same waits, and then finds it there. Besides the bytes, this spares
    /// registries that cannot store one blob twice at once (docker-registry 2.8 refuses a manifest while it writes a link to a part anew).</summary>
    private readonly KeyedGates<(string Repository, Digest Content)> _sending = new();

    /// <summary>Sends an image, or every tag of a repository.</summary>
    /// <exception cref="GantryException">In Docker's words.</exception>
    public async Task PushAsync(PushRequest request, IPushProgress progress, CancellationToken cancellation)
    {
        progress.Say($"The push refers to repository [{request.Name.Name}]");
        var tags = store.TagsOf(request.Name);
        if (tags.Count == 0) throw PushFaults.NoTags(request.Name.FamiliarName);
        try
        {
            await registry.AtAsync(request.Name, request.Credentials, WorkAsync, cancellation, forUploads: true);
        }
        catch (RegistryException e)
        {
            throw PushFaults.Of(e);
        }

        async Task<bool> WorkAsync(Repository repository)
        {
            // Docker looks for the tag when the registry has answered.
            if (request.Name.Tag is not null) tags = tags.Contains(request.Name) ? [request.Name] : throw PushFaults.NoTag(request.Name.Familiar);
            foreach (var tag in tags) await OneAsync(repository, tag, progress, cancellation);
            return true;
        }
    }

    private async Task OneAsync(Repository repository, Reference name, IPushProgress progress, CancellationToken cancellation)
    {
        using var image = store.Open(name);
        var layers = await new LayerPush(repository, name, store, image, _sending, progress).RunAsync(cancellation);
        var (descriptor, content) = Manifest(image, layers);
        using (await _sending.EnterAsync((name.Name, image.Id), cancellation))
        {
            if (!await repository.HasAsync(image.Id, cancellation) && await repository.BeginAsync(null, cancellation) is { } session)
                await repository.SendAsync(session, image.Manifest.Config, () => image.Open(image.Id), _ => { }, cancellation);
        }

        await repository.PutManifestAsync(name.Tag!, descriptor.MediaType, content, cancellation);
        store.AddDigest(image.Id, name.WithDigest(descriptor.Digest));
        progress.Tagged(name.Tag!, descriptor);
        events.Publish("image", "push", name.Familiar, new SortedDictionary<string, string>(StringComparer.Ordinal) { ["name"] = name.FamiliarName });
    }

    private static (Descriptor Descriptor, byte[] Content) Manifest(ImageContent image, IReadOnlyList<Descriptor> layers)
    {
        if (layers.Select(l => l.Digest).SequenceEqual(image.Manifest.Layers.Select(l => l.Digest))) return (image.ManifestDescriptor, image.ManifestContent);
        var manifest = new Manifest
        {
            MediaType = MediaTypes.DockerManifest,
            Config = new Descriptor { MediaType = MediaTypes.DockerConfig, Digest = image.Id, Size = image.Manifest.Config.Size },
            Layers = [.. layers.Select(Layer)],
        };
        var content = JsonSerializer.SerializeToUtf8Bytes(manifest, OciJson.Plain.Manifest);
        return (new Descriptor { MediaType = MediaTypes.DockerManifest, Digest = Digest.Of(content), Size = content.Length }, content);
    }

    private static Descriptor Layer(Descriptor sent) => MediaTypes.IsForeign(sent.MediaType) ? sent : new Descriptor
    {
        MediaType = MediaTypes.IsPlainLayer(sent.MediaType) ? MediaTypes.DockerLayer : MediaTypes.DockerLayerGzip,
        Digest = sent.Digest,
        Size = sent.Size,
    };
}
