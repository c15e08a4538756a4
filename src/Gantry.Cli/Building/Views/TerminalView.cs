using System.Text;

using Gantry.Build.Client;

namespace Gantry.Cli.Building.Views;

/// <summary>Shows a build on a terminal: a line a step, drawn anew while it goes on.</summary>
internal sealed class TerminalView : IBuildView
{
    private const int LastLines = 6;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly BuildBoard board = new();
    private readonly TextWriter output;
    private readonly Func<(int Rows, int Columns)> size;
    private readonly TimeProvider time;
    private readonly DateTimeOffset begun;
    private readonly ITimer beat;
    private int drawn;

    /// <param name="output">The terminal.</param>
    /// <param name="size">Its rows and columns, which may change.</param>
    /// <param name="time">The clock.</param>
    public TerminalView(TextWriter output, Func<(int Rows, int Columns)> size, TimeProvider time)
    {
        (this.output, this.size, this.time) = (output, size, time);
        begun = time.GetUtcNow();
        beat = time.CreateTimer(_ => Draw(isEnd: false), null, Beat, Beat);
    }

    public void Show(ClientProgress progress)
    {
        lock (gate)
            board.Take(progress);
    }

    public async ValueTask DisposeAsync()
    {
        await beat.DisposeAsync();
        Draw(isEnd: true);
        foreach (var step in board.Shown.Where(step => step.State.Error.Length > 0 && !step.State.Error.EndsWith("context canceled", StringComparison.Ordinal)))
        {
            step.Close();
            await output.WriteAsync($"------\n > {step.State.Name}:\n{string.Concat(step.Lines.TakeLast(20).Select(line => line.Text + "\n"))}------\n");
        }

        await WarningList.WriteAsync(output, board.Warnings);
        await output.FlushAsync();
    }

    private void Draw(bool isEnd)
    {
        lock (gate)
        {
            var (rows, columns) = size();
            var now = time.GetUtcNow();
            var lines = new List<string> { $"[+] Building {BuildBoard.Seconds(now - begun)} ({board.Done}/{board.Known}){(isEnd ? " FINISHED" : "")}" };
            var room = rows > 0 && !isEnd ? Math.Max(3, rows - 2) : int.MaxValue;
            var steps = board.Shown.SelectMany(step => Lines(step, now, isEnd, columns > 0 ? columns : 80)).ToList();
            // What does not fit leaves at the top: the end is what goes on.
            lines.AddRange(steps.Skip(Math.Max(0, steps.Count - room)));
            var frame = new StringBuilder(drawn > 0 ? $"\u001b[{drawn}A" : "");
            foreach (var line in lines)
                frame.Append("\u001b[2K").Append(line).Append('\n');
            frame.Append("\u001b[J");
            drawn = lines.Count;
            output.Write(frame);
            output.Flush();
        }
    }

    private static IEnumerable<string> Lines(BoardStep step, DateTimeOffset now, bool isEnd, int columns)
    {
        var state = step.State;
        var mark = state.IsCached ? "CACHED " : state.Error.EndsWith("context canceled", StringComparison.Ordinal) ? "CANCELED " : state.Error.Length > 0 ? "ERROR " : "";
        yield return Line($" => {mark}{state.Name}", BuildBoard.Seconds(step.Taken(now)), columns);
        foreach (var part in step.Parts.Values.Where(part => state.Completed is null || isEnd).OrderBy(part => part.Started))
            yield return Line($" => => {part.Id}{BuildBoard.Amount(part)}", BuildBoard.Seconds((part.Completed ?? now) - (part.Started ?? now)), columns);
        if (state.Completed is not null)
            yield break;
        foreach (var (_, text) in step.Lines.TakeLast(LastLines))
            yield return Line($" => => # {Printable(text)}", "", columns);
    }

    private static string Line(string text, string end, int columns)
    {
        var room = Math.Max(10, columns - end.Length - 2);
        return $"{(text.Length > room ? text[..room] : text.PadRight(room))} {end}".TrimEnd();
    }

    private static string Printable(string text) => string.Concat(text.Where(letter => !char.IsControl(letter)));
}
