using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

using Gantry.Oci.Images;
using Gantry.Oci.References;

namespace Gantry.Build.Exporters;

/// <summary>The lists that stand beside the blobs in an archive: an OCI layout, and for Docker the list it loads by.</summary>
internal static class LayoutArchive
{
    private static readonly byte[] s_layout = """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray();

    /// <summary>Writes them.</summary>
    /// <param name="image">The image.</param>
    /// <param name="names">Its names.</param>
    /// <param name="created">When it was made.</param>
    /// <param name="forDocker">Whether Docker is to load it.</param>
    public static IEnumerable<KeyValuePair<string, byte[]>> Documents(AssembledImage image, IReadOnlyList<Reference> names, DateTimeOffset created, bool forDocker)
    {
        yield return new("index.json", JsonSerializer.SerializeToUtf8Bytes(Index(image, names, created), OciJson.Plain.ImageIndex));
        if (forDocker) yield return new("manifest.json", JsonSerializer.SerializeToUtf8Bytes([Loaded(image, names)], LoadedJson.Default.LoadedImageArray));
        yield return new("oci-layout", s_layout);
    }

    private static ImageIndex Index(AssembledImage image, IReadOnlyList<Reference> names, DateTimeOffset created)
    {
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in image.Root.Annotations ?? new Dictionary<string, string>()) annotations[key] = value;
        annotations.TryAdd("org.opencontainers.image.created", created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        var plain = image.Root with { Annotations = annotations };
        return new ImageIndex
        {
            MediaType = MediaTypes.OciIndex,
            Manifests = names.Count == 0 ? [plain] :
            [
                .. names.Select(n => plain with
                {
                    Annotations = new SortedDictionary<string, string>(annotations, StringComparer.Ordinal)
                    {
                        ["io.containerd.image.name"] = n.Canonical,
                        ["org.opencontainers.image.ref.name"] = n.Tag ?? n.Digest.Value,
                    },
                }),
            ],
        };
    }

    private static LoadedImage Loaded(AssembledImage image, IReadOnlyList<Reference> names) => new()
    {
        Config = PathOf(image.Config!.Value),
        RepoTags = names.Count == 0 ? null : [.. names.Select(n => n.Familiar)],
        Layers = [.. image.Layers.Select(PathOf)],
    };

    private static string PathOf(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";
}

/// <summary>An image in Docker's list of an archive.</summary>
internal sealed record LoadedImage
{
    public string Config { get; init; } = "";

    public IReadOnlyList<string>? RepoTags { get; init; }

    public IReadOnlyList<string> Layers { get; init; } = [];
}

[JsonSerializable(typeof(LoadedImage[]))]
internal sealed partial class LoadedJson : JsonSerializerContext;
