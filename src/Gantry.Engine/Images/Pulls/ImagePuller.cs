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
        var found = await repository.ManifestAsync(asked, cancellation);
        progress.Say($"Pulling from {name.Path}", asked);
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
        var config = await repository.DocumentAsync(manifest.Config, cancellation);
        Reference[] names = name.Digest.IsEmpty ? [name, name.WithDigest(top)] : [name.WithDigest(name.Digest)];
        var (id, isNew) = await store.PullAsync(
            new ForeignImage(found.Descriptor, found.Content, config, names, repository.BlobAsync, registry.Options.MaxDownloads), progress.Layer, cancellation);
        progress.Say($"Digest: {top}");
        events.Publish("image", "pull", name.Familiar, new SortedDictionary<string, string>(StringComparer.Ordinal) { ["name"] = name.FamiliarName });
        return (id, isNew);
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
        return MediaTypes.IsConfig(manifest.Config.MediaType)
            ? manifest
            : throw new GantryException(ErrorKind.Invalid, $"unsupported media type {manifest.Config.MediaType}: {name.Familiar} is an artifact, not an image");
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
