using Gantry.Compose.Tree;

namespace Gantry.Compose.Loading;

/// <summary>One document of a YAML file.</summary>
/// <param name="Root">Its value, with aliases and merge keys expanded and the values marked !reset left out.</param>
/// <param name="Resets">The paths marked !reset or !override, which earlier files lose.</param>
internal sealed record YamlDocument(Node Root, IReadOnlyList<string[]> Resets);
