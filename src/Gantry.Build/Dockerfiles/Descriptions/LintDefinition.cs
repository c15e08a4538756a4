using System.Text.Json.Serialization;

namespace Gantry.Build.Dockerfiles.Descriptions;

/// <summary>A graph as BuildKit writes it into answers: the members of its message <c>pb.Definition</c> that a file's source has.</summary>
/// <param name="Def">The steps in their marshalled form, the last names the result.</param>
/// <param name="Metadata">What is said of steps, by digest.</param>
/// <param name="Source">Where steps stand in texts.</param>
public sealed record LintDefinition(
    IReadOnlyList<byte[]> Def,
    IReadOnlyDictionary<string, LintStep> Metadata,
    [property: JsonPropertyName("Source")] LintSources Source);

/// <summary>What is said of a step.</summary>
/// <param name="Description">Free texts; null: none.</param>
/// <param name="Caps">What a solver must be able to do for it; null: nothing.</param>
public sealed record LintStep(IReadOnlyDictionary<string, string>? Description, IReadOnlyDictionary<string, bool>? Caps);

/// <summary>Where steps stand in texts.</summary>
/// <param name="Locations">The places by the step's digest; a file's own source has none.</param>
public sealed record LintSources(IReadOnlyDictionary<string, LintPlaces> Locations);

/// <summary>No place.</summary>
public sealed record LintPlaces;
