using Gantry.Oci.Images;

namespace Gantry.Storage.Images.Archives;

/// <summary>An image in a Docker archive's <c>manifest.json</c>; paths are inside the archive.</summary>
internal sealed record ArchivedImage
{
    /// <summary>The path of the configuration.</summary>
    public string Config { get; init; } = "";

    /// <summary>The names, as people write them.</summary>
    public IReadOnlyList<string>? RepoTags { get; init; }

    /// <summary>The paths of the layers, base first.</summary>
    public IReadOnlyList<string>? Layers { get; init; }

    /// <summary>The image it was built from, where that is in the archive too.</summary>
    public Digest Parent { get; init; }

    /// <summary>The layers' descriptors by uncompressed digest.</summary>
    public IReadOnlyDictionary<string, Descriptor>? LayerSources { get; init; }
}
