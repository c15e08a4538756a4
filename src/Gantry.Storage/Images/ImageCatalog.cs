using System.Collections.Immutable;
using System.Globalization;

using Gantry.Oci.Images;
using Gantry.Oci.References;

namespace Gantry.Storage.Images;

/// <summary>All images and names at one moment; writers build the next one and swap.</summary>
/// <param name="Images">By id.</param>
/// <param name="Names">By the name in full.</param>
internal sealed record ImageCatalog(ImmutableDictionary<Digest, StoredImage> Images, ImmutableSortedDictionary<string, StoredName> Names)
{
    public static ImageCatalog Empty { get; } =
        new(ImmutableDictionary<Digest, StoredImage>.Empty, ImmutableSortedDictionary.Create<string, StoredName>(StringComparer.Ordinal));

    /// <summary>The names of an image, sorted by their full form.</summary>
    public IReadOnlyList<Reference> NamesOf(Digest image) => [.. Names.Values.Where(n => n.Image == image).Select(n => n.Reference)];

    /// <summary>The images that were built from one on this host.</summary>
    public IEnumerable<StoredImage> ChildrenOf(Digest image) => Images.Values.Where(i => i.Document.Parent == image);

    /// <summary>The image a reference, an id or a unique beginning of an id means; null when there is none.</summary>
    public StoredImage? Find(string text)
    {
        if (Digest.TryParse(text, out var digest) || Digest.TryParse($"sha256:{text}", out digest)) return Images.GetValueOrDefault(digest);
        var reference = Reference.Parse(text).WithDefaultTag();
        return FindName(reference) is { } name && Images.TryGetValue(name.Image, out var image) ? image : FindPrefix(text);
    }

    /// <summary>The name a reference means; where both tag and digest are given, the digest counts.</summary>
    public StoredName? FindName(Reference reference)
    {
        reference = reference.WithDefaultTag();
        if (!reference.Digest.IsEmpty) reference = reference.WithDigest(reference.Digest);
        return Names.GetValueOrDefault(reference.Canonical);
    }

    /// <summary>An image as others see it.</summary>
    public ImageRecord Describe(StoredImage image) => Describe(image, NamesOf(image.Id));

    /// <summary>Every image, newest first.</summary>
    public IReadOnlyList<ImageRecord> DescribeAll()
    {
        var names = Names.Values.ToLookup(n => n.Image, n => n.Reference);
        return [.. Images.Values.Select(i => Describe(i, names[i.Id])).OrderByDescending(i => i.Created).ThenBy(i => i.Id)];
    }

    private static ImageRecord Describe(StoredImage image, IEnumerable<Reference> names)
    {
        var tags = new List<string>();
        var digests = new List<string>();
        foreach (var name in names) (name.Tag is null ? digests : tags).Add(name.Familiar);
        return new ImageRecord(
            image.Id,
            image.Document.Manifest,
            image.Config,
            tags,
            digests,
            image.Size,
            Time(image.Config.Created),
            image.Document.Parent,
            image.ChainId,
            image.Document.LastTagged);
    }

    private static DateTimeOffset Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : DateTimeOffset.UnixEpoch;

    private StoredImage? FindPrefix(string text)
    {
        var prefix = text.StartsWith("sha256:", StringComparison.Ordinal) ? text : $"sha256:{text}";
        StoredImage? found = null;
        foreach (var image in Images.Values)
        {
            if (!image.Id.Value.StartsWith(prefix, StringComparison.Ordinal)) continue;
            if (found is not null) return null; // ambiguous
            found = image;
        }

        return found;
    }
}
