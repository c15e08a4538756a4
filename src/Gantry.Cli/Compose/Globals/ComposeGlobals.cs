namespace Gantry.Cli.Compose.Globals;

/// <summary>What was said between <c>gantry compose</c> and its command.</summary>
internal sealed record ComposeGlobals
{
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The project's name, or empty.</summary>
    public string ProjectName { get; init; } = "";

    /// <summary>The project directory, or empty for that of the first file.</summary>
    public string Directory { get; init; } = "";

    public IReadOnlyList<string> Profiles { get; init; } = [];

    public IReadOnlyList<string> EnvironmentFiles { get; init; } = [];

    /// <summary>Whether networks and volumes nobody uses count.</summary>
    public bool AllResources { get; init; }

    /// <summary>Whether names are joined as the first generation of Compose did.</summary>
    public bool Compatibility { get; init; }

    public DisplayChoice Display { get; init; } = DisplayChoice.Of(null, "");
}
