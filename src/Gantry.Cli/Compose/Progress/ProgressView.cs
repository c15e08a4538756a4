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

    /// <param name="mode">How it is shown.</param>
    /// <param name="streams">It goes to standard error.</param>
    /// <param name="title">What the work is called on a terminal: <c>Running</c>.</param>
    /// <param name="colours">Whether a terminal's colours may be used.</param>
    public static ProgressView Open(ProgressMode mode, StandardStreams streams, string title, bool colours) => mode switch
    {
        ProgressMode.Quiet => new QuietProgress(),
        ProgressMode.Json => new JsonProgress(streams.Error),
        ProgressMode.Terminal => new TerminalProgress(streams.RawError, () => streams.ErrorSize, title, colours),
        ProgressMode.Auto when streams.ErrorIsTerminal => new TerminalProgress(streams.RawError, () => streams.ErrorSize, title, colours),
        _ => new PlainProgress(streams.Error),
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
