using Gantry.Cli.Bootstrap;

using Spectre.Console;

namespace Gantry.Cli.Progress;

/// <summary>Progress as bars on a terminal, one for each phase. How many packages there are is known once they are downloaded.</summary>
internal sealed class StepBars
{
    private readonly Lock gate = new();
    private readonly Dictionary<Phase, ProgressTask> bars = [];
    private readonly ProgressContext context;
    private int downloaded;

    private StepBars(ProgressContext context) => this.context = context;

    /// <summary>Shows bars while the work runs.</summary>
    public static async Task<T> ShowAsync<T>(Func<Action<Step>, Task<T>> work) =>
        await AnsiConsole.Progress()
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var bars = new StepBars(context);
                var result = await work(bars.Report);
                bars.Finish();
                return result;
            });

    private void Report(Step step)
    {
        lock (gate)
        {
            if (!bars.TryGetValue(step.Phase, out var bar))
            {
                Finish();
                bar = bars[step.Phase] = context.AddTask(PhaseText.Of(step.Phase), maxValue: Math.Max(1, downloaded));
                bar.IsIndeterminate = step.Phase is Phase.Index or Phase.Download or Phase.Import;
            }

            if (step.IsPackage)
                bar.Increment(1);
            if (step is { Phase: Phase.Download, IsPackage: true })
                downloaded++;
            var detail = step.IsPackage ? $"{(step.Phase == Phase.Download ? downloaded : bar.Value):0} {step.Text}" : step.Text;
            bar.Description = Markup.Escape($"{PhaseText.Of(step.Phase),-20} {Fit(detail)}");
        }
    }

    private void Finish()
    {
        foreach (var bar in bars.Values)
        {
            bar.IsIndeterminate = false;
            bar.Value = bar.MaxValue;
            bar.StopTask();
        }
    }

    /// <summary>One width for all, so that the bars stand still.</summary>
    private static string Fit(string text) => text.Length > 36 ? text[..35] + "…" : text.PadRight(36);
}
