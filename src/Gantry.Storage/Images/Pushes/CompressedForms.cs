using System.Collections.Concurrent;

using Gantry.Linux.Documents;
using Gantry.Oci.Images;
using Gantry.Storage.Documents;

namespace Gantry.Storage.Images.Pushes;

/// <summary>What layers that are stored plain become when they are compressed, as <c>DATA/compressed/HEX.json</c>. Knowing it before means that
/// a registry can be asked whether it has the layer. What is lost is found out again.</summary>
public sealed class CompressedForms
{
    private readonly string _directory;
    private readonly ConcurrentDictionary<Digest, Descriptor> _forms = new();

    internal CompressedForms(string directory) => _directory = Directory.CreateDirectory(directory).FullName;

    /// <summary>What a layer becomes; null where nobody has compressed it yet.</summary>
    /// <param name="diffId">The layer's uncompressed digest.</param>
    public Descriptor? Find(Digest diffId) => _forms.GetValueOrDefault(diffId);

    /// <summary>Remembers what a layer became.</summary>
    /// <param name="diffId">The layer's uncompressed digest.</param>
    /// <param name="compressed">What it became.</param>
    public void Add(Digest diffId, Descriptor compressed)
    {
        if (_forms.TryAdd(diffId, compressed)) Document.Write(PathOf(diffId), compressed, StorageJson.Default.Descriptor);
    }

    /// <summary>Forgets what a layer became, if that is known: it is gone.</summary>
    /// <param name="diffId">The layer's uncompressed digest.</param>
    public void Forget(Digest diffId)
    {
        if (_forms.TryRemove(diffId, out _)) File.Delete(PathOf(diffId));
    }

    /// <summary>Reads what is known, and forgets layers that are gone.</summary>
    internal void Load(IReadOnlySet<Digest> layers)
    {
        foreach (var path in Directory.EnumerateFiles(_directory))
        {
            if (Digest.TryParse("sha256:" + Path.GetFileNameWithoutExtension(path), out var diffId) && layers.Contains(diffId)
                && TryRead(path) is { Digest.IsEmpty: false } form)
            {
                _forms[diffId] = form;
            }
            else
            {
                File.Delete(path);
            }
        }
    }

    private static Descriptor? TryRead(string path)
    {
        try
        {
            return Document.Read(path, StorageJson.Default.Descriptor);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private string PathOf(Digest diffId) => Path.Combine(_directory, diffId.Hex + ".json");
}
