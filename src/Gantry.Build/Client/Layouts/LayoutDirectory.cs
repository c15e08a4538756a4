using System.Text.Json;

using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.Client.Layouts;

/// <summary>An image layout in a directory of the user's: blobs by digest, and an index of what has a name (OCI image specification, image layout).</summary>
/// <param name="directory">The directory; what is written makes it.</param>
public sealed class LayoutDirectory(string directory)
{
    private const string TagAnnotation = "org.opencontainers.image.ref.name";
    private const string NameAnnotation = "io.containerd.image.name";

    private static readonly byte[] s_version = """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray();

    private string IndexPath => Path.Combine(directory, "index.json");

    /// <summary>The file of a blob, whether it is there or not.</summary>
    public string PathOf(Digest blob) => Path.Combine(directory, "blobs", blob.Algorithm, blob.Hex);

    /// <summary>Where a blob is written to until it is whole.</summary>
    public FileStream Begin()
    {
        var incoming = Directory.CreateDirectory(Path.Combine(directory, "ingest"));
        return File.Create(Path.Combine(incoming.FullName, Guid.NewGuid().ToString("N")));
    }

    /// <summary>Keeps what was written, whose digest has been checked.</summary>
    public void Keep(FileStream written, Digest blob)
    {
        written.Flush();
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(blob))!);
        File.Move(written.Name, PathOf(blob), overwrite: true);
    }

    /// <summary>What a tag names.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="orSingle">Whether the only thing there is is meant, whatever it is called.</param>
    /// <returns>Null: nothing.</returns>
    /// <exception cref="IOException">There is no layout.</exception>
    /// <exception cref="GantryException">Invalid: the index is none.</exception>
    public Descriptor? Find(string tag, bool orSingle)
    {
        var manifests = Read(File.ReadAllBytes(IndexPath)).Manifests;
        return manifests.FirstOrDefault(m => m.Annotations?.GetValueOrDefault(TagAnnotation) == tag) ?? (orSingle && manifests is [var single] ? single : null);
    }

    /// <summary>Gives something a name, which it takes from what had it.</summary>
    /// <param name="root">The thing.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="name">The whole name of an image; null: it has none.</param>
    public void Put(Descriptor root, string tag, string? name = null)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllBytes(Path.Combine(directory, "oci-layout"), s_version);
        var index = File.Exists(IndexPath) ? Read(File.ReadAllBytes(IndexPath)) : new ImageIndex { MediaType = MediaTypes.OciIndex };
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal) { [TagAnnotation] = tag };
        foreach (var (key, value) in root.Annotations ?? new Dictionary<string, string>()) annotations.TryAdd(key, value);
        if (name is not null) annotations[NameAnnotation] = name;
        var others = index.Manifests.Where(m => m.Annotations?.GetValueOrDefault(TagAnnotation) != tag || m.Annotations?.GetValueOrDefault(NameAnnotation) != name);
        var draft = IndexPath + ".new";
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(index with { Manifests = [.. others, root with { Annotations = annotations }] }, OciJson.Plain.ImageIndex));
        File.Move(draft, IndexPath, overwrite: true);
        if (Directory.Exists(Path.Combine(directory, "ingest"))) Directory.Delete(Path.Combine(directory, "ingest"), recursive: true);
    }

    private ImageIndex Read(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, OciJson.Plain.ImageIndex) ?? new ImageIndex();
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"{IndexPath} is no index of an image layout: {e.Message}", e);
        }
    }
}
