namespace Gantry.Cli.Compose.Progress;

/// <summary>Colours and movements of a terminal (ECMA-48), as Docker's Compose uses them.</summary>
internal sealed class Ansi(bool colours)
{
    public const string HideCursor = "\u001b[?25l";

    public const string ShowCursor = "\u001b[?25h";

    /// <summary>To the line's beginning, and the line emptied.</summary>
    public const string ResetLine = "\r\u001b[K";

    public string Blue(string text) => Paint(text, "34");

    public string Cyan(string text) => Paint(text, "36");

    public string Green(string text) => Paint(text, "32");

    public string Yellow(string text) => Paint(text, "33");

    public string BoldYellow(string text) => Paint(text, "33", "1");

    public string Red(string text) => Paint(text, "31");

    public string BoldRed(string text) => Paint(text, "31", "1");

    /// <summary>Up by so many lines.</summary>
    public static string Up(int lines) => lines > 0 ? $"\u001b[{lines}A" : "";

    private string Paint(string text, params ReadOnlySpan<string> codes)
    {
        if (!colours)
            return text;
        var start = "";
        foreach (var code in codes)
            start += $"\u001b[{code}m";
        return $"{start}{text}\u001b[0m";
    }
}
