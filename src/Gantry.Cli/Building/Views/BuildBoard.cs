using System.Globalization;
using System.Text;

using Gantry.Build.Client;

namespace Gantry.Cli.Building.Views;

/// <summary>All that is known of a build's steps, in the order in which they began.</summary>
internal sealed class BuildBoard
{
    private readonly Dictionary<string, BoardStep> byDigest = new(StringComparer.Ordinal);

    /// <summary>The steps that have begun, and those that needed no beginning.</summary>
    public List<BoardStep> Shown { get; } = [];

    /// <summary>How many steps are known, also such as have not begun.</summary>
    public int Known => byDigest.Count;

    /// <summary>How many steps are done.</summary>
    public int Done => byDigest.Values.Count(step => step.State.Completed is not null);

    /// <summary>All warnings, in the order they came.</summary>
    public List<ClientWarning> Warnings { get; } = [];

    /// <summary>Takes what has changed.</summary>
    /// <returns>The steps about which there is news.</returns>
    public IReadOnlyList<BoardStep> Take(ClientProgress progress)
    {
        var changed = new List<BoardStep>();
        foreach (var state in progress.Steps)
        {
            if (!byDigest.TryGetValue(state.Digest, out var step))
                byDigest[state.Digest] = step = new BoardStep(state);
            step.State = state;
            if (state.Started is null)
                continue;
            if (step.Number == 0)
            {
                Shown.Add(step);
                step.Number = Shown.Count;
            }

            Note(step);
        }

        foreach (var part in progress.Parts)
        {
            if (byDigest.TryGetValue(part.Step, out var step))
            {
                step.Parts[part.Id] = part;
                Note(step);
            }
        }

        foreach (var log in progress.Logs)
        {
            if (byDigest.TryGetValue(log.Step, out var step))
            {
                step.Say(log);
                Note(step);
            }
        }

        Warnings.AddRange(progress.Warnings);
        return [.. changed.Where(step => step.Number > 0)];

        void Note(BoardStep step)
        {
            if (!changed.Contains(step))
                changed.Add(step);
        }
    }

    /// <summary>Seconds as BuildKit's clients write them behind a step.</summary>
    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + "s";

    /// <summary>How far a part is: <c> 1.05MB / 3.20MB</c>; empty where nothing is counted.</summary>
    public static string Amount(ClientPart part) => part.Total > 0 ? $" {Bytes(part.Current)} / {Bytes(part.Total)}" : part.Current > 0 ? $" {Bytes(part.Current)}" : "";

    private static string Bytes(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1000 && unit < units.Length - 1; unit++)
            value /= 1000;
        return (unit == 0 ? value.ToString("0", CultureInfo.InvariantCulture) : value.ToString("0.00", CultureInfo.InvariantCulture)) + units[unit];
    }
}

/// <summary>A step with all it has said.</summary>
internal sealed class BoardStep(ClientStep state)
{
    private readonly StringBuilder open = new();
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();

    public ClientStep State { get; set; } = state;

    /// <summary>Its number, from 1 on; 0: it has not begun.</summary>
    public int Number { get; set; }

    public Dictionary<string, ClientPart> Parts { get; } = new(StringComparer.Ordinal);

    /// <summary>Whole lines, with the time since the step's beginning.</summary>
    public List<(TimeSpan Time, string Text)> Lines { get; } = [];

    /// <summary>What was said after the last whole line.</summary>
    public string Open => open.ToString();

    public TimeSpan Taken(DateTimeOffset now) => (State.Completed ?? now) - (State.Started ?? now) is { Ticks: > 0 } taken ? taken : TimeSpan.Zero;

    /// <summary>Makes a line of what has no end yet.</summary>
    public void Close()
    {
        if (open.Length == 0)
            return;
        Lines.Add((Lines.Count > 0 ? Lines[^1].Time : TimeSpan.Zero, open.ToString()));
        open.Clear();
    }

    public void Say(ClientLog log)
    {
        var text = new char[decoder.GetCharCount(log.Bytes.Span, flush: false)];
        decoder.GetChars(log.Bytes.Span, text, flush: false);
        foreach (var letter in text)
        {
            if (letter != '\n')
            {
                open.Append(letter);
                continue;
            }

            Lines.Add((State.Started is { } started && log.Time > started ? log.Time - started : TimeSpan.Zero, open.ToString().TrimEnd('\r')));
            open.Clear();
        }
    }
}
