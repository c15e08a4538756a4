using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>A Compose project as its files, its environment and the command line make it: normalized, with every path absolute.</summary>
public sealed record Project
{
    /// <summary>The shared empty mapping of strings.</summary>
    public static readonly IReadOnlyDictionary<string, string> NoMap = new Dictionary<string, string>();

    /// <summary>The project's name: lowercase letters, digits, hyphens and underscores.</summary>
    public required string Name { get; init; }

    /// <summary>The directory relative paths begin at.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>The Compose files the project was read from, in the order they were merged; "-" is standard input.</summary>
    public IReadOnlyList<string> ComposeFiles { get; init; } = [];

    /// <summary>The files given with --env-file, absolute.</summary>
    public IReadOnlyList<string> EnvironmentFiles { get; init; } = [];

    /// <summary>The variables interpolation sees: the process's and those of the environment files.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = Project.NoMap;

    /// <summary>The profiles that are active.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>The services that are enabled, by name.</summary>
    public IReadOnlyDictionary<string, Service> Services { get; init; } = new Dictionary<string, Service>();

    /// <summary>The services whose profiles are not active or that nobody asked for, by name.</summary>
    public IReadOnlyDictionary<string, Service> DisabledServices { get; init; } = new Dictionary<string, Service>();

    /// <summary>The networks by the key they have in the file.</summary>
    public IReadOnlyDictionary<string, Network> Networks { get; init; } = new Dictionary<string, Network>();

    /// <summary>The volumes by the key they have in the file.</summary>
    public IReadOnlyDictionary<string, Volume> Volumes { get; init; } = new Dictionary<string, Volume>();

    /// <summary>The secrets by the key they have in the file.</summary>
    public IReadOnlyDictionary<string, FileObject> Secrets { get; init; } = new Dictionary<string, FileObject>();

    /// <summary>The configs by the key they have in the file.</summary>
    public IReadOnlyDictionary<string, FileObject> Configs { get; init; } = new Dictionary<string, FileObject>();

    /// <summary>The models by the key they have in the file.</summary>
    public IReadOnlyDictionary<string, AiModel> Models { get; init; } = new Dictionary<string, AiModel>();

    /// <summary>The x- attributes of the top level.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
