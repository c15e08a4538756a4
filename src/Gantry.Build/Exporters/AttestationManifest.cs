using System.Text.Json;

using Gantry.Build.Attestations;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Content;
using Gantry.Storage.Leases;

namespace Gantry.Build.Exporters;

/// <summary>What is said of an image, as a manifest beside the image's in the index: a statement a layer.</summary>
internal sealed class AttestationManifest(ContentStore content, Lease lease, ImageOptions options)
{
    private const string ArtifactType = "application/vnd.docker.attestation.manifest.v1+json";
    private const string EmptyType = "application/vnd.oci.empty.v1+json";

    /// <summary>The blobs it needs.</summary>
    public List<Descriptor> Blobs { get; } = [];

    /// <summary>Makes it.</summary>
    /// <param name="image">The image's manifest.</param>
    /// <param name="platform">What the image is for.</param>
    /// <param name="claims">What is said.</param>
    /// <returns>As the index names it.</returns>
    public Descriptor Write(Descriptor image, Platform platform, IReadOnlyList<Claim> claims)
    {
        var subjects = options.Names.Select(n => (PackageUrl.Of(Reference.Parse(n).WithDefaultTag(), platform), image.Digest)).ToList();
        List<Descriptor> statements =
        [
            .. claims.Select(c => Add(Statement.Write(c.PredicateType, c.Subjects.Count > 0 ? c.Subjects : subjects, c.Write), Statement.MediaType) with
            {
                Annotations = new Dictionary<string, string> { ["in-toto.io/predicate-type"] = c.PredicateType },
            }),
        ];
        var diffIds = string.Join("\",\"", statements.Select(s => s.Digest));
        var isArtifact = options.Switch("oci-artifact");
        var config = isArtifact
            ? Add("{}"u8.ToArray(), EmptyType) with { Data = "e30=" }
            : Add(System.Text.Encoding.UTF8.GetBytes($$$"""{"architecture":"unknown","os":"unknown","config":{},"rootfs":{"type":"layers","diff_ids":["{{{diffIds}}}"]}}"""), MediaTypes.OciConfig);
        Blobs.AddRange([.. statements, config]);
        var manifest = new Manifest
        {
            MediaType = MediaTypes.OciManifest,
            ArtifactType = isArtifact ? ArtifactType : null,
            Config = config,
            Layers = statements,
            Subject = isArtifact ? new Descriptor { MediaType = image.MediaType, Digest = image.Digest, Size = image.Size } : null,
        };
        return Add(JsonSerializer.SerializeToUtf8Bytes(manifest, OciJson.Indented.Manifest), MediaTypes.OciManifest) with
        {
            Annotations = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["vnd.docker.reference.digest"] = image.Digest.Value,
                ["vnd.docker.reference.type"] = "attestation-manifest",
            },
            Platform = new Platform { Os = "unknown", Architecture = "unknown" },
        };
    }

    private Descriptor Add(byte[] bytes, string mediaType)
    {
        lease.Hold(Digest.Of(bytes));
        return new Descriptor { MediaType = mediaType, Digest = content.Add(bytes), Size = bytes.Length };
    }
}
