using Gantry.Distribution.Storage;
using Gantry.Oci.Images;

namespace Gantry.Distribution.Manifests;

/// <summary>Takes a manifest out of a repository, with what it says about another and the tags that stand for it.</summary>
internal static class ManifestRemoval
{
    /// <param name="store">What the registry has.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="digest">Which manifest.</param>
    /// <param name="unusedSince">Only where nobody has wanted it since; null: in any case.</param>
    /// <returns>Whether it was there, and is not now.</returns>
    public static async ValueTask<bool> RunAsync(RegistryStore store, Repository repository, Digest digest, DateTimeOffset? unusedSince)
    {
        if (repository.MediaType(digest) is not { } mediaType)
            return false;
        var subject = await store.Blobs.ReadAsync(digest) is { } content ? ManifestContent.Read(content, mediaType).Subject?.Digest : null;
        return await repository.RemoveManifestAsync(digest, subject, unusedSince);
    }
}
