namespace Gantry.Compose.Loading;

/// <summary>Where a project comes from: what the command line and the process say.</summary>
public sealed record ProjectSource
{
    /// <summary>The Compose files in order; "-" is standard input. Empty: those of COMPOSE_FILE, else the ones found here or above.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The project's name, or null for that of the file or directory.</summary>
    public string? Name { get; init; }

    /// <summary>The project directory, or null for that of the first file.</summary>
    public string? Directory { get; init; }

    /// <summary>The active profiles. Empty: those of COMPOSE_PROFILES.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>The environment files. Empty: those of COMPOSE_ENV_FILES, else .env of the project directory.</summary>
    public IReadOnlyList<string> EnvironmentFiles { get; init; } = [];

    /// <summary>The process's variables.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Where relative paths of the command line begin.</summary>
    public string CurrentDirectory { get; init; } = System.IO.Directory.GetCurrentDirectory();

    /// <summary>Standard input, for the file "-".</summary>
    public TextReader Input { get; init; } = TextReader.Null;

    /// <summary>Who brings files here that lie elsewhere; null: nobody, every name is a path.</summary>
    public IRemoteFiles? Remotes { get; init; }

    /// <summary>Told of every file that another includes, as it is named there.</summary>
    public Action<string> Included { get; init; } = _ => { };

    /// <summary>Told of what is deprecated or odd.</summary>
    public Action<string> Warn { get; init; } = _ => { };
}
