using System.Globalization;

using Gantry.Cli.Compose.Progress;

namespace Gantry.Cli.Compose.Logs;

/// <summary>
/// Prints the lines of many containers into one log, each behind the name of who wrote it. Names are lined up as far as they are known: the first
/// line of a longer one moves those that follow. Called from several threads at once.
/// </summary>
/// <param name="output">Where lines go.</param>
/// <param name="error">Where lines of a container's standard error go.</param>
/// <param name="colours">Who gives out colours.</param>
/// <param name="prefix">Whether the name is shown.</param>
/// <param name="timestamps">Whether the time of printing is.</param>
internal sealed class LogPrinter(TextWriter output, TextWriter error, LogColours colours, bool prefix, bool timestamps)
{
    /// <summary>The name under which it is told what happens to watched files.</summary>
    public const string Watch = "⦿";

    private readonly Lock gate = new();
    private readonly Dictionary<string, string> known = [];
    private int width;
    private ILogFooter? footer;

    /// <summary>Keeps something below the last line from now on; null: nothing any more.</summary>
    public void Keep(ILogFooter? below)
    {
        lock (gate)
        {
            output.Write(footer?.Clear());
            footer = below;
            output.Write(footer?.Draw());
            output.Flush();
        }
    }

    /// <summary>Draws what is below the last line anew.</summary>
    public void Redraw()
    {
        lock (gate)
            Print(output, "");
    }

    /// <summary>A line that is nobody's.</summary>
    public void Remark(TextWriter writer, string line)
    {
        lock (gate)
            Print(writer, line + "\n");
    }

    /// <summary>What a container wrote to its output.</summary>
    public void Line(string name, string line) => Write(output, name, line);

    /// <summary>What a container wrote to its standard error.</summary>
    public void ErrorLine(string name, string line) => Write(error, name, line);

    /// <summary>What happened to a container.</summary>
    public void Status(string name, string what)
    {
        lock (gate)
            Print(output, LogColours.Paint(Colour(name), $"{Ansi.ResetLine}{name} {what}\n"));
    }

    private void Write(TextWriter writer, string name, string line)
    {
        lock (gate)
        {
            var colour = Colour(name);
            var begin = !prefix ? ""
                : name == Watch ? LogColours.Paint(colour, new string(' ', width) + " ⦿ ")
                : LogColours.Paint(colour, $"{name.PadRight(width)} | ");
            var time = timestamps ? DateTimeOffset.Now.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff00", CultureInfo.InvariantCulture) + Zone() + " " : "";
            Print(writer, $"{begin}{time}{line}\n");
        }
    }

    private void Print(TextWriter writer, string text)
    {
        if (footer is null)
        {
            writer.Write(text);
            writer.Flush();
            return;
        }

        // The error stream is the same terminal by another way: what goes before has to be out.
        output.Write(footer.Clear());
        output.Flush();
        writer.Write(text);
        writer.Flush();
        output.Write(footer.Draw());
        output.Flush();
    }

    /// <summary>A hook's name is its container's with more behind it, and so is its colour.</summary>
    private string Colour(string name)
    {
        if (known.TryGetValue(name, out var colour))
            return colour;
        var space = name.IndexOf(' ');
        colour = name.Length == 0 ? "" : name == Watch ? colours.Watch : space > 0 ? Colour(name[..space]) : colours.Next();
        known[name] = colour;
        width = Math.Max(width, name.Length + 1);
        return colour;
    }

    private static string Zone() => DateTimeOffset.Now.Offset == TimeSpan.Zero ? "Z" : DateTimeOffset.Now.ToString("zzz", CultureInfo.InvariantCulture);
}
