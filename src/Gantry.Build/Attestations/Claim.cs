using System.Text.Json;

using Gantry.Oci.Images;

namespace Gantry.Build.Attestations;

/// <summary>Something that is said of a result, before it is known of which digests.</summary>
/// <param name="PredicateType">What kind of thing is said.</param>
/// <param name="FileName">The file it is in where it lies beside files.</param>
/// <param name="Write">Writes what is said.</param>
internal sealed record Claim(string PredicateType, string FileName, Action<Utf8JsonWriter> Write)
{
    /// <summary>About what it is said; empty: about the result.</summary>
    public IReadOnlyList<(string Name, Digest Digest)> Subjects { get; init; } = [];
}
