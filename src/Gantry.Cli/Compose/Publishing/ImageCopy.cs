using System.Text.Json;

using Gantry.Cli.Compose.Remotes;
using Gantry.Compose.Observed;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry;

namespace Gantry.Cli.Compose.Publishing;

/// <summary>Puts the images of a project's services beside its files, from registry to registry, and an index of them that refers to the project.</summary>
/// <param name="access">Registries.</param>
/// <param name="target">The repository.</param>
internal sealed class ImageCopy(RegistryAccess access, Reference target)
{
    /// <summary>Copies images and writes the index.</summary>
    /// <param name="images">Their names.</param>
    /// <param name="project">The project's manifest.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(IEnumerable<string> images, Descriptor project, CancellationToken cancellation)
    {
        var manifests = new List<Descriptor>();
        foreach (var image in images)
        {
            var source = RegistryAccess.Parse(image);
            var copied = await access.AtAsync(source, from => access.AtAsync(target, async to =>
            {
                var found = await from.ManifestAsync(source.Digest.IsEmpty ? source.Tag! : source.Digest.Value, cancellation);
                await CopyAsync(found, source, from, to, cancellation);
                return found.Descriptor;
            }, cancellation, forUploads: true), cancellation);
            manifests.Add(copied with { Annotations = new Dictionary<string, string> { [$"containerd.io/distribution.source.{source.Domain.Split(':')[0]}"] = source.Path } });
        }

        var index = JsonSerializer.SerializeToUtf8Bytes(
            new ImageIndex
            {
                MediaType = MediaTypes.OciIndex,
                Manifests = manifests,
                Subject = project,
                Annotations = new Dictionary<string, string> { [ComposeArtifact.Version] = ComposeLabels.SpokenVersion },
            },
            OciJson.Plain.ImageIndex);
        await access.AtAsync(target, async to =>
        {
            await to.PutManifestAsync(Digest.Of(index).Value, MediaTypes.OciIndex, index, cancellation);
            return true;
        }, cancellation, forUploads: true);
    }

    /// <summary>Copies what a manifest names, then itself.</summary>
    private async Task CopyAsync(FetchedManifest found, Reference source, Repository from, Repository to, CancellationToken cancellation)
    {
        if (found.Descriptor.MediaType is MediaTypes.OciIndex or MediaTypes.DockerList)
        {
            foreach (var part in JsonSerializer.Deserialize(found.Content, OciJson.Default.ImageIndex)!.Manifests)
                await CopyAsync(await from.ManifestAsync(part.Digest.Value, cancellation), source, from, to, cancellation);
        }
        else
        {
            var manifest = JsonSerializer.Deserialize(found.Content, OciJson.Default.Manifest)!;
            foreach (var blob in manifest.Layers.Append(manifest.Config))
                await CopyBlobAsync(blob, source, from, to, cancellation);
        }

        await to.PutManifestAsync(found.Descriptor.Digest.Value, found.Descriptor.MediaType, found.Content, cancellation);
    }

    private async Task CopyBlobAsync(Descriptor blob, Reference source, Repository from, Repository to, CancellationToken cancellation)
    {
        if (await to.HasAsync(blob.Digest, cancellation) || await to.BeginAsync(source.Domain == target.Domain ? (blob.Digest, source.Path) : null, cancellation) is not { } session)
            return;
        var kept = Path.GetTempFileName();
        try
        {
            await using (var file = File.Create(kept))
            await using (var stream = await from.BlobAsync(blob, 0, cancellation))
                await stream.CopyToAsync(file, cancellation);
            await to.SendAsync(session, blob, () => File.OpenRead(kept), _ => { }, cancellation);
        }
        finally
        {
            File.Delete(kept);
        }
    }
}
