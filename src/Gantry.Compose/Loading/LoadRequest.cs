namespace Gantry.Compose.Loading;

/// <summary>Which project is to be read, and how.</summary>
public sealed record LoadRequest
{
    /// <summary>The files that were named; empty: those that COMPOSE_FILE names or that lie in the directory or above. <c>-</c> is <see cref="StandardInput"/>.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The project's name that was asked for, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The project's directory that was asked for, or null: that of the first file.</summary>
    public string? ProjectDirectory { get; init; }

    /// <summary>The directory that the command runs in.</summary>
    public string CurrentDirectory { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>The environment files that were named; empty: <c>.env</c> in the project's directory.</summary>
    public IReadOnlyList<string> EnvironmentFiles { get; init; } = [];

    /// <summary>The profiles that were named; empty: those of COMPOSE_PROFILES.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>The process's environment.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The services that are asked for with those they depend on; empty: all that are switched on.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Where <c>-</c> is read from.</summary>
    public TextReader StandardInput { get; init; } = TextReader.Null;

    /// <summary>Hears what is worth a warning.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    /// <summary>Whether variables are replaced.</summary>
    public bool Interpolate { get; init; } = true;

    /// <summary>Whether defaults and what follows from what is written are filled in.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>Whether relative paths are made absolute.</summary>
    public bool ResolvePaths { get; init; } = true;

    /// <summary>Whether it is checked that what is named is there.</summary>
    public bool CheckConsistency { get; init; } = true;

    /// <summary>Whether environment files of services are read and taken into their environment.</summary>
    public bool ResolveEnvironment { get; init; } = true;

    /// <summary>Whether networks, volumes, secrets and configs stay that no service uses.</summary>
    public bool AllResources { get; init; }
}
