using System.Text;
using System.Text.Json;

using Gantry.Oci.Images;

namespace Gantry.Distribution.Storage;

/// <summary>The names one repository has for content: its blobs, manifests, tags and referrers. Reading takes no lock; whoever changes names
/// does so inside the store's gate.</summary>
internal sealed class Repository(RegistryStore store, string name, string folder)
{
    public const string ManifestFolder = "_manifests";
    private const string BlobFolder = "_blobs";
    private const string TagFolder = "_tags";
    private const string ReferrerFolder = "_referrers";
    private const string UploadFolder = "_uploads";

    public string Name { get; } = name;

    /// <summary>Whether a manifest was ever put here.</summary>
    public bool Exists => Directory.Exists(Path.Combine(folder, ManifestFolder));

    /// <summary>Where blobs on their way in lie.</summary>
    public string UploadPath => Path.Combine(folder, UploadFolder);

    public bool HasBlob(Digest digest) => File.Exists(In(BlobFolder, digest));

    public void AddBlob(Digest digest)
    {
        Durable.Mark(In(BlobFolder, digest));
        TouchBlob(digest);
    }

    /// <summary>Says that a blob is wanted: whoever asks whether it is here goes on to name it in a manifest.</summary>
    public void TouchBlob(Digest digest)
    {
        LastUse.Renew(In(BlobFolder, digest));
        store.Blobs.Touch(digest);
    }

    /// <summary>Removes a blob's name where nobody has wanted it since a moment.</summary>
    /// <returns>Whether it is gone.</returns>
    public bool RemoveUnusedBlob(Digest digest, DateTimeOffset since) =>
        LastUse.IsBefore(In(BlobFolder, digest), since) && Durable.Remove(In(BlobFolder, digest));

    /// <returns>Whether it was there.</returns>
    public bool RemoveBlob(Digest digest) => Durable.Remove(In(BlobFolder, digest));

    /// <summary>The manifest's media type; null where the repository has no such manifest.</summary>
    public string? MediaType(Digest digest) => ReadText(In(ManifestFolder, digest));

    public void AddManifest(Digest digest, string mediaType) => Write(In(ManifestFolder, digest), Encoding.UTF8.GetBytes(mediaType));

    /// <summary>Says that a manifest is wanted, where those nobody wants are removed.</summary>
    public void TouchManifest(Digest digest) => LastUse.Renew(In(ManifestFolder, digest));

    /// <summary>Whether nobody has wanted a manifest since a moment.</summary>
    public bool IsUnusedManifest(Digest digest, DateTimeOffset since) => LastUse.IsBefore(In(ManifestFolder, digest), since);

    /// <summary>Removes a manifest and the tags that stand for it; what it says about another is to be removed before.</summary>
    /// <returns>Whether it was there.</returns>
    public bool RemoveManifest(Digest digest)
    {
        foreach (var tag in Tags().Where(tag => Resolve(tag) == digest))
            RemoveTag(tag);
        return Durable.Remove(In(ManifestFolder, digest));
    }

    /// <summary>The manifests of the repository.</summary>
    public IEnumerable<Digest> Manifests() => Digests(ManifestFolder);

    /// <summary>The blobs of the repository.</summary>
    public IEnumerable<Digest> BlobNames() => Digests(BlobFolder);

    /// <summary>What a tag stands for; null where there is none of the name.</summary>
    public Digest? Resolve(string tag) => ReadText(Path.Combine(folder, TagFolder, tag)) is { } text && Digest.TryParse(text, out var digest) ? digest : null;

    public void SetTag(string tag, Digest digest)
    {
        // Ahead of the look-up by those who take the manifest away: a tag is never left pointing at nothing.
        Write(Path.Combine(folder, TagFolder, tag), Encoding.UTF8.GetBytes(digest.Value));
    }

    /// <returns>Whether it was there.</returns>
    public bool RemoveTag(string tag) => Durable.Remove(Path.Combine(folder, TagFolder, tag));

    /// <summary>The tags, in the order of their bytes.</summary>
    public IReadOnlyList<string> Tags() => Files(Path.Combine(folder, TagFolder));

    public void AddReferrer(Digest subject, Descriptor referrer) =>
        Write(Path.Combine(In(ReferrerFolder, subject), referrer.Digest.Value), JsonSerializer.SerializeToUtf8Bytes(referrer, OciJson.Plain.Descriptor));

    public void RemoveReferrer(Digest subject, Digest referrer) => Durable.Remove(Path.Combine(In(ReferrerFolder, subject), referrer.Value));

    /// <summary>The manifests that speak about <paramref name="subject"/>, by digest.</summary>
    public IReadOnlyList<Descriptor> Referrers(Digest subject)
    {
        var found = new List<Descriptor>();
        foreach (var file in Files(In(ReferrerFolder, subject)))
        {
            if (ReadText(Path.Combine(In(ReferrerFolder, subject), file)) is { } text && JsonSerializer.Deserialize(text, OciJson.Plain.Descriptor) is { } referrer)
                found.Add(referrer);
        }

        return found;
    }

    private string In(string kind, Digest digest) => Path.Combine(folder, kind, digest.Algorithm, digest.Hex);

    private void Write(string path, byte[] content) => Durable.Write(path, store.TemporaryPath(), content);

    private IEnumerable<Digest> Digests(string kind)
    {
        foreach (var algorithm in BlobFiles.Algorithms)
            foreach (var hex in Files(Path.Combine(folder, kind, algorithm)))
                if (Digest.TryParse($"{algorithm}:{hex}", out var digest))
                    yield return digest;
    }

    private static List<string> Files(string path)
    {
        try
        {
            var names = Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file)).ToList();
            names.Sort(StringComparer.Ordinal);
            return names;
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static string? ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
