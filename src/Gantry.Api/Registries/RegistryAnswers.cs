using System.Text.Json.Serialization;

using Gantry.Oci.Images;
using Gantry.Registry.Search;

namespace Gantry.Api.Registries;

/// <summary>The answer of <c>/auth</c>.</summary>
internal sealed record LoginAnswer(string IdentityToken, string Status);

/// <summary>The answer of <c>/distribution/{name}/json</c>.</summary>
internal sealed record DistributionAnswer(DistributionDescriptor Descriptor, IReadOnlyList<DistributionPlatform>? Platforms);

#pragma warning disable IDE1006 // the names of the wire
/// <summary>What a name stands for at a registry.</summary>
internal sealed record DistributionDescriptor(string mediaType, string digest, long size)
{
    public static DistributionDescriptor Of(Descriptor descriptor) => new(descriptor.MediaType, descriptor.Digest.Value, descriptor.Size);
}

/// <summary>A platform an image is for.</summary>
internal sealed record DistributionPlatform(
    string architecture,
    string os,
    [property: JsonPropertyName("os.version"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? osVersion,
    [property: JsonPropertyName("os.features"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? osFeatures,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? variant)
{
    public static DistributionPlatform Of(Platform platform) => new(platform.Architecture, platform.Os, platform.OsVersion, platform.OsFeatures, platform.Variant);
}

/// <summary>A result of <c>/images/search</c>.</summary>
internal sealed record SearchResult(int star_count, bool is_official, string name, bool is_automated, string description)
{
    public static SearchResult Of(FoundRepository found) => new(found.Stars, found.IsOfficial, found.Name, found.IsAutomated, found.Description);
}
#pragma warning restore IDE1006
