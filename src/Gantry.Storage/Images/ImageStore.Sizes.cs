using Gantry.Oci.Images;

namespace Gantry.Storage.Images;

public sealed partial class ImageStore
{
    /// <summary>How many bytes of each image's layers other images have too.</summary>
    public IReadOnlyDictionary<Digest, long> SharedSizes()
    {
        var images = _catalog.Images.Values.ToList();
        var users = images.SelectMany(i => i.Chain).CountBy(l => l).ToDictionary();
        return images.ToDictionary(i => i.Id, i => i.Chain.Where(l => users[l] > 1).Sum(l => Snapshots.FindLayer(l)?.Usage.Size ?? 0));
    }

    /// <summary>The chain ids of all layers of images.</summary>
    public IReadOnlySet<Digest> ImageLayers() => _catalog.Images.Values.SelectMany(i => i.Chain).ToHashSet();

    /// <summary>Where an image's layers lie, by the names of the engine's answers.</summary>
    /// <param name="image">The image.</param>
    public IReadOnlyDictionary<string, string> DirectoriesOf(ImageRecord image)
    {
        if (Snapshots.FindLayer(image.ChainId) is not { } layer) return new Dictionary<string, string>();
        var lower = layer.Lower.Split(':').Skip(1).Select(l => Path.Combine(Snapshots.Root, l)).ToList();
        return Snapshots.Places(layer.Directory, lower);
    }
}
