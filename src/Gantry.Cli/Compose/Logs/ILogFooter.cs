namespace Gantry.Cli.Compose.Logs;

/// <summary>What stays on a terminal below the last line of a log.</summary>
internal interface ILogFooter
{
    /// <summary>What takes it away, the cursor being where the next line goes.</summary>
    string Clear();

    /// <summary>What draws it and puts the cursor back.</summary>
    string Draw();
}
