using Gantry.Cli.Compose.Logs;
using Gantry.Compose.Execute;

namespace Gantry.Cli.Compose.Progress;

/// <summary>Progress between the lines of a log: on a terminal as one of them, elsewhere as progress always is.</summary>
internal sealed class MixedProgress : ProgressView
{
    private readonly LogPrinter printer;
    private readonly Ansi ansi;

    private MixedProgress(LogPrinter printer, Ansi ansi) => (this.printer, this.ansi) = (printer, ansi);

    public static ProgressView Open(ComposeCall call, LogPrinter printer) => call.Mode == ProgressMode.Auto && call.Streams.ErrorIsTerminal
        ? new MixedProgress(printer, new Ansi(call.MayColour))
        : new PlainProgress(call.Error);

    public override void Report(ProgressEvent happened) =>
        printer.Status("", $"{happened.Subject} {happened.Text} {ansi.Green(happened.StatusText)}");

    public override void Remark(string text) => printer.Status("", ansi.BoldYellow(text));
}
