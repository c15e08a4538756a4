using Gantry.Oci.Images;

namespace Gantry.Storage.Images;

/// <summary>An image's record on disk, <c>images/HEX.json</c>. Everything it points to is complete and durable before it is written.</summary>
internal sealed record ImageDocument
{
    /// <summary>The image's id: the digest of its configuration.</summary>
    public required Digest Id { get; init; }

    /// <summary>The manifest in the content store.</summary>
    public required Descriptor Manifest { get; init; }

    /// <summary>The image it was built from on this host.</summary>
    public Digest Parent { get; init; }

    /// <summary>When it last got a name.</summary>
    public DateTimeOffset? LastTagged { get; init; }
}
