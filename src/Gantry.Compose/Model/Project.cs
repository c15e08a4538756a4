using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>A whole project: what its files say, merged, with variables, paths and defaults filled in.</summary>
public sealed record Project
{
    /// <summary>The project's name: lower-case letters, digits, hyphens and underscores.</summary>
    public required string Name { get; init; }

    /// <summary>The directory that relative paths start from.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>The files it was read from, in their order; <c>-</c> is standard input.</summary>
    public IReadOnlyList<string> ComposeFiles { get; init; } = [];

    /// <summary>The environment files that were named on the command line.</summary>
    public IReadOnlyList<string> EnvironmentFiles { get; init; } = [];

    /// <summary>The variables that were there for interpolation.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = None.Text;

    /// <summary>The profiles that are switched on.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>The services that are switched on.</summary>
    public IReadOnlyDictionary<string, Service> Services { get; init; } = ReadOnlyDictionary<string, Service>.Empty;

    /// <summary>The services that are there but not asked for.</summary>
    public IReadOnlyDictionary<string, Service> DisabledServices { get; init; } = ReadOnlyDictionary<string, Service>.Empty;

    /// <summary>The networks by their names in the file.</summary>
    public IReadOnlyDictionary<string, Network> Networks { get; init; } = ReadOnlyDictionary<string, Network>.Empty;

    /// <summary>The volumes by their names in the file.</summary>
    public IReadOnlyDictionary<string, Volume> Volumes { get; init; } = ReadOnlyDictionary<string, Volume>.Empty;

    /// <summary>The secrets by their names in the file.</summary>
    public IReadOnlyDictionary<string, FileObject> Secrets { get; init; } = ReadOnlyDictionary<string, FileObject>.Empty;

    /// <summary>The configs by their names in the file.</summary>
    public IReadOnlyDictionary<string, FileObject> Configs { get; init; } = ReadOnlyDictionary<string, FileObject>.Empty;

    /// <summary>The language models by their names in the file.</summary>
    public IReadOnlyDictionary<string, LanguageModel> Models { get; init; } = ReadOnlyDictionary<string, LanguageModel>.Empty;

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
