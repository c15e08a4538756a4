namespace Gantry.Cli.Compose.Progress;

/// <summary>How progress is shown.</summary>
internal enum ProgressMode
{
    /// <summary>As a table that is drawn over and over on a terminal, as lines elsewhere.</summary>
    Auto,

    /// <summary>As a table, whatever the output is.</summary>
    Terminal,

    /// <summary>As lines.</summary>
    Plain,

    /// <summary>As JSON documents, one a line.</summary>
    Json,

    /// <summary>Not at all.</summary>
    Quiet,
}
