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

    /// <summary>Whether it is only shown what would be done.</summary>
    public bool DryRun { get; init; }

    /// <summary>How many operations of an engine are under way at once; 0: as many as there are.</summary>
    public int Parallel { get; init; }

    public DisplayChoice Display { get; init; } = DisplayChoice.Of(null, "");
}
