using Gantry.Cli.Streams;
using Gantry.Compose.Execute;

namespace Gantry.Cli.Compose.Progress;

/// <summary>Shows progress until disposed.</summary>
internal abstract class ProgressView : IProgressSink, IDisposable
{
    public abstract void Report(ProgressEvent happened);

    public abstract void Remark(string text);

    public virtual void Dispose()
    {
    }

    /// <summary>What stands before each line where nothing is done in truth.</summary>
    protected const string DryRunMark = " DRY-RUN MODE - ";

    /// <param name="mode">How it is shown.</param>
    /// <param name="streams">It goes to standard error.</param>
    /// <param name="title">What the work is called on a terminal: <c>Running</c>.</param>
    /// <param name="colours">Whether a terminal's colours may be used.</param>
    /// <param name="dryRun">Whether nothing is done in truth.</param>
    public static ProgressView Open(ProgressMode mode, StandardStreams streams, string title, bool colours, bool dryRun = false) => mode switch
    {
        ProgressMode.Quiet => new QuietProgress(),
        ProgressMode.Json => new JsonProgress(streams.Error, dryRun),
        ProgressMode.Terminal => new TerminalProgress(streams.RawError, () => streams.ErrorSize, title, colours, dryRun ? DryRunMark : ""),
        ProgressMode.Auto when streams.ErrorIsTerminal => new TerminalProgress(streams.RawError, () => streams.ErrorSize, title, colours, dryRun ? DryRunMark : ""),
        _ => new PlainProgress(streams.Error, dryRun ? DryRunMark : ""),
    };

    private sealed class QuietProgress : ProgressView
    {
        public override void Report(ProgressEvent happened)
        {
        }

        public override void Remark(string text)
        {
        }
    }
}
