namespace Gantry.Cli.Compose.Logs;

/// <summary>The colours of containers in a log, given out one after the other in the order of Docker's Compose.</summary>
internal sealed class LogColours(bool on)
{
    private static readonly string[] Codes = ["36", "33", "32", "35", "34", "36;1", "33;1", "32;1", "35;1", "34;1"];
    private int next;

    /// <summary>The colour of whoever speaks for the first time; empty where none are wanted.</summary>
    public string Next() => on ? Codes[next++ % Codes.Length] : "";

    /// <summary>The colour of what the program itself has to say about files it watches.</summary>
    public string Watch => on ? "92" : "";

    public static string Paint(string code, string text) => code.Length == 0 ? text : $"\u001b[{code}m{text}\u001b[0m";
}
