using System.Text.Json;

using Gantry.Engine.Events;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry;
using Gantry.Registry.Errors;
using Gantry.Storage.Images;
using Gantry.Storage.Images.Pulls;

namespace Gantry.Engine.Images.Pulls;

/// <summary>Brings images in from registries.</summary>
/// <remarks>
/// <code>
/// reference → address of the registry → manifest, or index → platform → manifest → configuration → layers → image, its name and its digest
/// </code>
/// </remarks>
internal sealed class ImagePuller(RegistryClient registry, ImageStore store, EventLog events)
{
    private const int NestingLimit = 4;

    /// <summary>Brings an image, or all tags of a repository, in.</summary>
    /// <exception cref="GantryException">In Docker's words.</exception>
    public async Task PullAsync(PullRequest request, IPullProgress progress, CancellationToken cancellation)
    {
        try
        {
            await registry.AtAsync(request.Name, request.Credentials, Work, cancellation);
        }
        catch (RegistryException e)
        {
            throw PullFaults.Of(e, request.Name);
        }

        async Task<bool> Work(Repository repository)
        {
            var isNew = false;
            var id = default(Digest);
            if (!request.AllTags) (id, isNew) = await OneAsync(repository, request, request.Name, progress, cancellation);
            else
            {
                foreach (var tag in await repository.TagsAsync(cancellation))
                    isNew |= (await OneAsync(repository, request, request.Name.WithTag(tag), progress, cancellation)).IsNew;
            }

            progress.Say(isNew ? $"Status: Downloaded newer image for {request.Name.Familiar}" : $"Status: Image is up to date for {request.Name.Familiar}");
            if (request is { AllTags: false, Platform: { } platform }) Warn(id, request.Name, platform, progress);
            return isNew;
        }
    }

    private async Task<(Digest Id, bool IsNew)> OneAsync(Repository repository, PullRequest request, Reference name, IPullProgress progress, CancellationToken cancellation)
    {
        var asked = name.Digest.IsEmpty ? name.Tag! : name.Digest.Value;
        if (name.Digest.IsEmpty && await KnownAsync(repository, name, request.Platform ?? PlatformChoice.Host, cancellation) is { } known)
        {
            progress.Say($"Pulling from {name.Path}", asked);
            Tell(name, known.Digest, progress);
            return (known.Id, false);
        }

        var found = await repository.ManifestAsync(asked, cancellation);
        progress.Say($"Pulling from {name.Path}", name.Digest.IsEmpty ? asked : name.Familiar);
        var top = found.Descriptor.Digest;
        var wanted = request.Platform ?? PlatformChoice.Host;
        for (var depth = 0; MediaTypes.IsIndex(found.Descriptor.MediaType); depth++)
        {
            if (depth > NestingLimit) throw new GantryException(ErrorKind.Invalid, "invalid image index: indexes are nested too deeply");
            var index = Read(found.Content, OciJson.Plain.ImageIndex);
            var chosen = PlatformChoice.Choose(index.Manifests, wanted)
                ?? throw new GantryException(ErrorKind.NotFound, $"no matching manifest for {wanted} in the manifest list entries");
            found = await repository.ManifestAsync(chosen.Digest.Value, cancellation);
        }

        var manifest = Image(found, name);
        var config = Stored(manifest.Config.Digest) ?? await ConfigAsync(repository, manifest.Config, cancellation);
        Reference[] names = name.Digest.IsEmpty ? [name, name.WithDigest(top)] : [name.WithDigest(name.Digest)];
        var (id, isNew) = await store.PullAsync(
            new ForeignImage(found.Descriptor, found.Content, config, names, repository.BlobAsync, registry.Options.MaxDownloads), progress.Layer, cancellation);
        Tell(name, top, progress);
        return (id, isNew);
    }

    private void Tell(Reference name, Digest top, IPullProgress progress)
    {
        progress.Say($"Digest: {top}");
        events.Publish("image", "pull", name.Familiar, new SortedDictionary<string, string>(StringComparer.Ordinal) { ["name"] = name.FamiliarName });
    }

    /// <summary>An image that a tag still stands for and that is what would be chosen for a platform: one question without an answer's body, which
    /// registries do not count as a pull.</summary>
    private async Task<(Digest Id, Digest Digest)?> KnownAsync(Repository repository, Reference name, Platform wanted, CancellationToken cancellation)
    {
        if (store.Find(name.Canonical) is not { } image || !PlatformChoice.IsExactly(image.Config, wanted)) return null;
        try
        {
            return await repository.DigestAsync(name.Tag!, cancellation) is { } digest && store.Find(name.WithDigest(digest).Canonical)?.Id == image.Id ? (image.Id, digest) : null;
        }
        catch (GantryException e) when (e is RegistryException { Code: not RegistryException.WrongLogin } or ConnectionException)
        {
            return null; // what the registry has to say comes with the manifest's answer, which has a body
        }
    }

    /// <summary>A configuration that is here already; null when it is not, or is damaged.</summary>
    private byte[]? Stored(Digest config)
    {
        try
        {
            return store.Content.Contains(config) ? store.Content.ReadDocument(config) : null;
        }
        catch (GantryException)
        {
            return null;
        }
    }

    private static async Task<byte[]> ConfigAsync(Repository repository, Descriptor config, CancellationToken cancellation)
    {
        try
        {
            return await repository.DocumentAsync(config, cancellation);
        }
        catch (GantryException e) when (e is not (RegistryException or ConnectionException))
        {
            throw new GantryException(e.Kind, $"error pulling image configuration: {e.Message}", e);
        }
    }

    /// <summary>A single image is taken whatever its platform is, and told of when all else has been said.</summary>
    private void Warn(Digest id, Reference name, Platform wanted, IPullProgress progress)
    {
        var config = store.Resolve(id.Value).Config;
        var found = new Platform { Os = config.Os, Architecture = config.Architecture, Variant = config.Variant };
        if (!PlatformChoice.Fits(found, wanted))
            progress.Say($"WARNING: image with reference {name.Canonical} was found but its platform ({found}) does not match the specified platform ({wanted})");
    }

    private static Manifest Image(FetchedManifest found, Reference name)
    {
        if (!MediaTypes.IsManifest(found.Descriptor.MediaType))
        {
            throw new GantryException(ErrorKind.Invalid, found.Descriptor.MediaType.Contains(".manifest.v1+", StringComparison.Ordinal)
                ? $"Docker Image manifest version 2, schema 1 is not supported: it names layers without their uncompressed digests. Ask the author of {name.Familiar} for the OCI format or Docker Image manifest v2, schema 2. More information at https://docs.docker.com/go/deprecated-image-specs/"
                : $"unsupported manifest media type and no default available: {found.Descriptor.MediaType}");
        }

        var manifest = Read(found.Content, OciJson.Plain.Manifest);
        if (manifest.Config.MediaType == MediaTypes.DockerPlugin) throw new GantryException(ErrorKind.Invalid, $"Encountered remote \"{MediaTypes.DockerPlugin}\"(plugin) when fetching");
        if (!MediaTypes.IsConfig(manifest.Config.MediaType))
            throw new GantryException(ErrorKind.Invalid, $"unsupported media type {manifest.Config.MediaType}: {name.Familiar} is an artifact, not an image");
        return manifest.Layers.FirstOrDefault(l => !MediaTypes.MayBeLayer(l.MediaType)) is { } other
            ? throw new GantryException(ErrorKind.Invalid, $"unsupported media type {other.MediaType}")
            : manifest;
    }

    private static T Read<T>(byte[] json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new GantryException(ErrorKind.Invalid, "invalid manifest: null");
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"invalid manifest: {e.Message}", e);
        }
    }
}
