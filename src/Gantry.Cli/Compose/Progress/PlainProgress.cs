using Gantry.Compose.Execute;

namespace Gantry.Cli.Compose.Progress;

/// <summary>Progress as lines, one for each event.</summary>
/// <param name="output">Where they go.</param>
/// <param name="mark">What stands before each; empty for most.</param>
internal sealed class PlainProgress(TextWriter output, string mark = "") : ProgressView
{
    private readonly Lock gate = new();

    public override void Report(ProgressEvent happened) => Write($" {happened.Subject} {happened.Text} {happened.StatusText}");

    public override void Remark(string text) => Write(text);

    private void Write(string line)
    {
        lock (gate)
            output.WriteLine(mark + line);
    }
}
