namespace Gantry.Cli.Compose.Up.Menu;

/// <summary>What a menu says: its keys, and for a while why one of them did nothing. Words and colours are those of Docker's Compose.</summary>
internal sealed record MenuLine
{
    private const string Gap = "\u001b[2m   \u001b[0m";

    /// <summary>Whether files are watched.</summary>
    public bool Watching { get; init; }

    /// <summary>Why a key did nothing; empty: no key failed.</summary>
    public string Fault { get; init; } = "";

    /// <summary>The keys with their colours.</summary>
    public string Keys => $"{Key("w", Watching ? "Disable Watch" : "Enable Watch")}{Gap}{Key("d", "Detach")}";

    /// <summary>The fault with its colours.</summary>
    public string ColouredFault => $"\u001b[1;36mWatch →\u001b[0m  {Fault}";

    /// <summary>How many rows the keys take where a row has so many columns.</summary>
    public int KeyRows(int columns) => Rows($"w {(Watching ? "Disable" : "Enable")} Watch   d Detach".Length, columns);

    /// <summary>How many rows the fault takes.</summary>
    public int FaultRows(int columns) => Fault.Length == 0 ? 0 : Rows("Watch →  ".Length + Fault.Length, columns);

    private static int Rows(int length, int columns) => columns > 0 ? (length + columns - 1) / columns : 1;

    private static string Key(string key, string what) => $"\u001b[1;38;2;0;0;0;48;2;255;255;255m{key}\u001b[0m\u001b[2m {what}\u001b[0m";
}
