using System.Globalization;

using Gantry.Cli.Tables;
using Gantry.Compose.Execute;

namespace Gantry.Cli.Compose.Progress;

/// <summary>The lines of a progress table: one for each subject, its parts below it.</summary>
/// <param name="ansi">The colours.</param>
/// <param name="clock">Tells how long it takes.</param>
/// <param name="mark">What stands before each subject; empty for most.</param>
internal sealed class ProgressLines(Ansi ansi, TimeProvider clock, string mark = "")
{
    private const string Spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private const string Bars = "⠀⡀⣀⣄⣤⣦⣶⣷⣿";
    private readonly List<Entry> entries = [];
    private int frame;

    public int Count => entries.Count;

    public int Finished => entries.Count(entry => entry.Last.Status != ProgressStatus.Working);

    public void Take(ProgressEvent happened)
    {
        var now = clock.GetUtcNow();
        var entry = entries.Find(known => known.Last.Subject == happened.Subject);
        if (entry is null)
        {
            entries.Add(entry = new Entry { Begun = now, Last = happened });
        }
        else
        {
            var last = entry.Last;
            entry.Last = happened with
            {
                // What is done does not become less, whatever order messages arrive in.
                Total = Math.Max(last.Total, happened.Total),
                Current = Math.Max(last.Current, happened.Current),
                Percent = Math.Max(last.Percent, happened.Percent),
            };
        }

        entry.Ended = happened.Status == ProgressStatus.Working ? null : entry.Ended ?? now;
    }

    /// <param name="columns">How wide a line is.</param>
    /// <param name="rows">How many lines there is room for; parts are left out where they do not fit.</param>
    public IEnumerable<string> Render(int columns, int rows)
    {
        frame++;
        var widest = entries.Max(entry => Label(entry).Length - (entry.Last.Parent.Length > 0 ? 2 : 0));
        var parts = entries.Count <= rows;
        foreach (var entry in entries.Where(entry => entry.Last.Parent.Length == 0))
        {
            yield return Line(entry, "", widest, columns);
            foreach (var part in parts ? entries.Where(part => part.Last.Parent == entry.Last.Subject) : [])
                yield return Line(part, "  ", widest, columns);
        }
    }

    private string Line(Entry entry, string indent, int widest, int columns)
    {
        var label = Label(entry);
        var (shown, length) = entry.Last.Status == ProgressStatus.Working && WithBars(entry) is { } bars ? bars : (label, label.Length);
        var status = Shorten(entry.Last.StatusText, columns - length - widest - mark.Length - 15);
        var begin = $"{indent} {Mark(entry.Last.Status)}{(mark.Length > 0 ? ansi.Cyan(mark) : "")} {shown}{new string(' ', Math.Max(0, widest - length))} {Paint(entry.Last.Status, status)}";
        var visible = indent.Length + 3 + mark.Length + Math.Max(length, widest) + 1 + status.Length;
        var seconds = ((entry.Ended ?? clock.GetUtcNow()) - entry.Begun).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + "s ";
        return $"{begin}{new string(' ', Math.Max(0, columns - visible - seconds.Length))}{ansi.Blue(seconds)}";
    }

    /// <summary>A subject with parts under way: a bar for each, and how much of the whole is done.</summary>
    private (string Text, int Length)? WithBars(Entry entry)
    {
        var parts = entries.Where(part => part.Last.Parent == entry.Last.Subject).Select(part => part.Last).ToList();
        if (parts.Count == 0)
            return null;
        var bars = string.Concat(parts.Select(part => Bars[(Bars.Length - 1) * Math.Clamp(part.Percent, 0, 100) / 100]));
        var total = parts.Sum(part => part.Total);
        var known = total > 0 && !parts.Exists(part => part.Status == ProgressStatus.Working && part.Total == 0);
        var detail = known ? $" {HumanSize.Decimal(parts.Sum(part => part.Current), 4),7} / {HumanSize.Decimal(total, 4),-7}" : "";
        var plain = $"{entry.Last.Subject} [{bars}]{detail} {entry.Last.Text}";
        return ($"{entry.Last.Subject} [{ansi.Green(bars)}]{detail} {entry.Last.Text}", plain.Length);
    }

    private string Mark(ProgressStatus status) => status switch
    {
        ProgressStatus.Done => ansi.Green("✔"),
        ProgressStatus.Warning => ansi.BoldYellow("!"),
        ProgressStatus.Error => ansi.BoldRed("✘"),
        _ => ansi.Yellow(Spinner[frame % Spinner.Length].ToString()),
    };

    private string Paint(ProgressStatus status, string text) => status switch
    {
        ProgressStatus.Done => ansi.Green(text),
        ProgressStatus.Warning => ansi.BoldYellow(text),
        ProgressStatus.Error => ansi.BoldRed(text),
        _ => text,
    };

    private static string Label(Entry entry) => $"{entry.Last.Subject} {entry.Last.Text}";

    private static string Shorten(string text, int most) => most > 0 && text.Length > most ? text[..most] + "..." : text;

    private sealed class Entry
    {
        public required ProgressEvent Last { get; set; }

        public DateTimeOffset Begun { get; init; }

        public DateTimeOffset? Ended { get; set; }
    }
}
