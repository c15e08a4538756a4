using System.Text;
using System.Text.Json;

using Gantry.Oci.Images;

namespace Gantry.Distribution.Storage;

/// <summary>The names one repository has for content: its blobs, manifests, tags and referrers. Reading takes no lock.</summary>
internal sealed class Repository(RegistryStore store, string name)
{
    public const string ManifestFolder = "_manifests";
    private const string BlobFolder = "_blobs";
    private const string TagFolder = "_tags";
    private const string ReferrerFolder = "_referrers";
    private const string UploadFolder = "_uploads";

    private readonly string folder = $"repositories/{name}";

    public string Name { get; } = name;

    /// <summary>Whether a manifest was ever put here.</summary>
    public bool Exists => Directory.Exists(PathOf($"{folder}/{ManifestFolder}"));

    /// <summary>Where blobs on their way in lie.</summary>
    public string UploadPath => PathOf($"{folder}/{UploadFolder}");

    public bool HasBlob(Digest digest) => File.Exists(PathOf(In(BlobFolder, digest)));

    /// <summary>Names a blob whose content is here.</summary>
    public async ValueTask AddBlobAsync(Digest digest)
    {
        using (await store.Keys.HoldAsync(In(BlobFolder, digest)))
            await store.Place.MarkAsync(In(BlobFolder, digest));
        TouchBlob(digest);
    }

    /// <summary>Says that a blob is wanted: whoever asks whether it is here goes on to name it in a manifest.</summary>
    public void TouchBlob(Digest digest)
    {
        LastUse.Renew(PathOf(In(BlobFolder, digest)));
        store.Blobs.Touch(digest);
    }

    /// <summary>Removes blobs' names where nobody has wanted them since a moment and nobody is about to.</summary>
    /// <returns>Those that are gone.</returns>
    public async Task<IReadOnlyList<Digest>> RemoveUnusedBlobsAsync(IEnumerable<Digest> digests, DateTimeOffset since) =>
        [.. (await store.Unused.RemoveAsync(digests, digest => In(BlobFolder, digest), since)).Select(gone => gone.Digest)];

    /// <returns>Whether it was there.</returns>
    public async ValueTask<bool> RemoveBlobAsync(Digest digest)
    {
        using var turn = await store.Keys.HoldAsync(In(BlobFolder, digest));
        return await RemoveAsync(In(BlobFolder, digest));
    }

    /// <summary>The manifest's media type; null where the repository has no such manifest.</summary>
    public string? MediaType(Digest digest) => ReadText(In(ManifestFolder, digest));

    /// <summary>Names a manifest whose content is here: first what it says about another, then itself, then tags for it.</summary>
    public async ValueTask AddManifestAsync(Digest digest, string mediaType, Digest? subject, Descriptor descriptor, IEnumerable<string> tags)
    {
        using var turn = await store.Keys.HoldAsync(In(ManifestFolder, digest));
        if (subject is { } about)
            await store.Place.WriteAsync(Referrer(about, digest), JsonSerializer.SerializeToUtf8Bytes(descriptor, OciJson.Plain.Descriptor));
        // What is named already is left alone: a store that does not replace at once would lose it in a crash.
        if (MediaType(digest) == mediaType)
            TouchManifest(digest);
        else
            await store.Place.WriteAsync(In(ManifestFolder, digest), Encoding.UTF8.GetBytes(mediaType));
        foreach (var tag in tags)
            await WriteTagAsync(tag, digest);
    }

    /// <summary>Says that a manifest is wanted, where those nobody wants are removed.</summary>
    public void TouchManifest(Digest digest) => LastUse.Renew(PathOf(In(ManifestFolder, digest)));

    /// <summary>Whether nobody has wanted a manifest since a moment.</summary>
    public bool IsUnusedManifest(Digest digest, DateTimeOffset since) => LastUse.IsBefore(PathOf(In(ManifestFolder, digest)), since);

    /// <summary>Removes a manifest, what it says about another, and the tags that stand for it.</summary>
    /// <param name="digest">Which one.</param>
    /// <param name="subject">What it speaks about; null: nothing.</param>
    /// <param name="unusedSince">Only where nobody has wanted it since; null: in any case.</param>
    /// <returns>Whether it was there, and is not now.</returns>
    public async ValueTask<bool> RemoveManifestAsync(Digest digest, Digest? subject, DateTimeOffset? unusedSince)
    {
        using var turn = await store.Keys.HoldAsync(In(ManifestFolder, digest));
        if (unusedSince is { } since && !IsUnusedManifest(digest, since))
            return false;
        if (subject is { } about)
            await RemoveAsync(Referrer(about, digest));
        foreach (var tag in Tags().Where(tag => Resolve(tag) == digest))
        {
            using var other = await store.Keys.HoldAsync(Tag(tag));
            // Meanwhile it may have come to stand for another.
            if (Resolve(tag) == digest)
                await RemoveAsync(Tag(tag));
        }

        return await RemoveAsync(In(ManifestFolder, digest));
    }

    /// <summary>The manifests of the repository.</summary>
    public IEnumerable<Digest> Manifests() => Digests(ManifestFolder);

    /// <summary>The blobs of the repository.</summary>
    public IEnumerable<Digest> BlobNames() => Digests(BlobFolder);

    /// <summary>What a tag stands for; null where there is none of the name.</summary>
    public Digest? Resolve(string tag) => ReadText(Tag(tag)) is { } text && Digest.TryParse(text, out var digest) ? digest : null;

    /// <summary>Has a tag stand for a manifest that is here.</summary>
    public async ValueTask SetTagAsync(string tag, Digest digest)
    {
        // Who removes the manifest removes its tags: none may come in between.
        using var turn = await store.Keys.HoldAsync(In(ManifestFolder, digest));
        await WriteTagAsync(tag, digest);
    }

    /// <returns>Whether it was there.</returns>
    public async ValueTask<bool> RemoveTagAsync(string tag)
    {
        using var turn = await store.Keys.HoldAsync(Tag(tag));
        return await RemoveAsync(Tag(tag));
    }

    /// <summary>The tags, in the order of their bytes.</summary>
    public IReadOnlyList<string> Tags() => Files(PathOf($"{folder}/{TagFolder}"));

    /// <summary>The manifests that speak about <paramref name="subject"/>, by digest.</summary>
    public IReadOnlyList<Descriptor> Referrers(Digest subject)
    {
        var found = new List<Descriptor>();
        foreach (var file in Files(PathOf(In(ReferrerFolder, subject))))
        {
            if (ReadText($"{In(ReferrerFolder, subject)}/{file}") is { } text && JsonSerializer.Deserialize(text, OciJson.Plain.Descriptor) is { } referrer)
                found.Add(referrer);
        }

        return found;
    }

    private string In(string kind, Digest digest) => $"{folder}/{kind}/{digest.Algorithm}/{digest.Hex}";

    private string Tag(string tag) => $"{folder}/{TagFolder}/{tag}";

    private string Referrer(Digest subject, Digest referrer) => $"{In(ReferrerFolder, subject)}/{referrer}";

    private string PathOf(string key) => Path.Combine(store.Place.Root, key);

    private async ValueTask WriteTagAsync(string tag, Digest digest)
    {
        using var turn = await store.Keys.HoldAsync(Tag(tag));
        await store.Place.WriteAsync(Tag(tag), Encoding.UTF8.GetBytes(digest.Value));
    }

    private async ValueTask<bool> RemoveAsync(string key)
    {
        if (!store.Place.Hide(key))
            return false;
        await store.Place.RemoveAsync(key);
        return true;
    }

    private IEnumerable<Digest> Digests(string kind)
    {
        foreach (var algorithm in BlobStore.Algorithms)
            foreach (var hex in Files(PathOf($"{folder}/{kind}/{algorithm}")))
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

    private string? ReadText(string key)
    {
        try
        {
            return File.ReadAllText(PathOf(key));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
