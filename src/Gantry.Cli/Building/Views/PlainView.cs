using System.Globalization;

using Gantry.Build.Client;

namespace Gantry.Cli.Building.Views;

/// <summary>Shows a build as lines that only grow, in the form BuildKit's clients have: each begins with its step's number. One step speaks at a time; what others
/// say meanwhile waits until it is done, or has been silent for a while.</summary>
internal sealed class PlainView(TextWriter output, TimeProvider time) : IBuildView
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly BuildBoard board = new();
    private readonly Dictionary<BoardStep, Told> told = [];
    private readonly List<BoardStep> waiting = [];
    private BoardStep? speaking;
    private long spoken = time.GetTimestamp();

    public void Show(ClientProgress progress)
    {
        foreach (var step in board.Take(progress))
        {
            if (!waiting.Contains(step))
                waiting.Add(step);
        }

        foreach (var warning in progress.Warnings)
        {
            if (board.Shown.Find(step => step.State.Digest == warning.Step) is not { } step)
                continue;
            Of(step).Warnings.Add($"WARN: {warning.Short}");
            if (!waiting.Contains(step))
                waiting.Add(step);
        }

        Tell(isEnd: false);
    }

    public async ValueTask DisposeAsync()
    {
        Tell(isEnd: true);
        foreach (var step in board.Shown.Where(step => step.State.Error.Length > 0 && !step.State.Error.EndsWith("context canceled", StringComparison.Ordinal)))
        {
            await output.WriteAsync($"------\n > {step.State.Name}:\n");
            foreach (var (at, text) in step.Lines.TakeLast(LastLines))
                await output.WriteAsync($"{Clock(at)} {text}\n");
            await output.WriteAsync("------\n");
        }

        await WarningList.WriteAsync(output, board.Warnings);
        await output.FlushAsync();
    }

    private const int LastLines = 20;

    private void Tell(bool isEnd)
    {
        while (true)
        {
            if (speaking is not null && waiting.Remove(speaking))
                Speak(speaking);
            var isDone = speaking is null || speaking.State.Completed is not null;
            var next = waiting.Find(step => step.State.Completed is not null) ?? waiting.FirstOrDefault();
            if (next is null || !(isDone || isEnd || time.GetElapsedTime(spoken) > Patience))
                break;
            if (speaking is not null)
                output.Write(isDone ? "\n" : $"#{speaking.Number} ...\n\n");
            speaking = next;
            output.Write($"#{next.Number} {next.State.Name}\n");
        }

        if (isEnd && speaking is not null)
            output.Write("\n");
        output.Flush();
    }

    private void Speak(BoardStep step)
    {
        spoken = time.GetTimestamp();
        var state = Of(step);
        if (step.State.Completed is not null)
            step.Close();
        foreach (var part in step.Parts.Values.Where(part => part.Completed is not null && state.Parts.Add(part.Id)).OrderBy(part => part.Completed))
        {
            var taken = part.Completed - part.Started;
            output.Write($"#{step.Number} {part.Id}{BuildBoard.Amount(part)}{(taken > TimeSpan.FromMilliseconds(10) ? " " + BuildBoard.Seconds(taken.Value) : "")} done\n");
        }

        for (; state.Lines < step.Lines.Count; state.Lines++)
            output.Write($"#{step.Number} {Clock(step.Lines[state.Lines].Time)} {step.Lines[state.Lines].Text}\n");
        foreach (var warning in state.Warnings)
            output.Write($"#{step.Number} {warning}\n");
        state.Warnings.Clear();
        if (step.State.Completed is null || state.IsEnded)
            return;
        state.IsEnded = true;
        output.Write(step.State switch
        {
            { Error.Length: > 0 } when step.State.Error.EndsWith("context canceled", StringComparison.Ordinal) => $"#{step.Number} CANCELED\n",
            { Error.Length: > 0 } => $"#{step.Number} ERROR: {step.State.Error}\n",
            { IsCached: true } => $"#{step.Number} CACHED\n",
            _ => $"#{step.Number} DONE {BuildBoard.Seconds(step.Taken(time.GetUtcNow()))}\n",
        });
    }

    private Told Of(BoardStep step) => told.TryGetValue(step, out var known) ? known : told[step] = new Told();

    private static string Clock(TimeSpan time) => time.TotalSeconds.ToString(time.TotalSeconds < 10 ? "0.000" : time.TotalSeconds < 100 ? "0.00" : "0.0", CultureInfo.InvariantCulture);

    /// <summary>What was written of a step.</summary>
    private sealed class Told
    {
        public HashSet<string> Parts { get; } = new(StringComparer.Ordinal);

        public List<string> Warnings { get; } = [];

        public int Lines { get; set; }

        public bool IsEnded { get; set; }
    }
}
