using System.Text;
using System.Text.Json;

using Gantry.Oci.Images;

namespace Gantry.Build.Exporters;

/// <summary>An image as it leaves this host: documents and layers, all stored, held by whoever had it made.</summary>
internal sealed record AssembledImage
{
    /// <summary>The manifest; of several platforms, or with attestations, the index.</summary>
    public required Descriptor Root { get; init; }

    /// <summary>The configuration's digest; null for an index.</summary>
    public Digest? Config { get; init; }

    /// <summary>The layers of the one manifest, base first; none for an index.</summary>
    public IReadOnlyList<Digest> Layers { get; init; } = [];

    /// <summary>Configurations and layers, each once.</summary>
    public required IReadOnlyList<Descriptor> Blobs { get; init; }

    /// <summary>The manifests that an index names; none without an index.</summary>
    public IReadOnlyList<Descriptor> Manifests { get; init; } = [];

    /// <summary>The uncompressed digests of layers, by the blob's.</summary>
    public required IReadOnlyDictionary<Digest, Digest> DiffIds { get; init; }

    /// <summary>Everything.</summary>
    public IEnumerable<Digest> All => [Root.Digest, .. Manifests.Select(m => m.Digest), .. Blobs.Select(b => b.Digest)];

    /// <summary>What the client is told of it, under BuildKit's names.</summary>
    public Dictionary<string, string> Answer()
    {
        var answer = new Dictionary<string, string>
        {
            ["containerimage.digest"] = Root.Digest.Value,
            ["containerimage.descriptor"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(Root, OciJson.Plain.Descriptor))),
        };
        if (Config is { } config) answer["containerimage.config.digest"] = config.Value;
        return answer;
    }
}
