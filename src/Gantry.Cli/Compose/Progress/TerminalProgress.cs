using System.Text;

using Gantry.Compose.Execute;

namespace Gantry.Cli.Compose.Progress;

/// <summary>
/// Progress on a terminal: a title with counts and a line for each subject, drawn anew ten times a second over what was drawn before.
/// </summary>
internal sealed class TerminalProgress : ProgressView
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);
    private readonly Lock gate = new();
    private readonly Stream output;
    private readonly Func<(int Rows, int Columns)> size;
    private readonly string title;
    private readonly Ansi ansi;
    private readonly ProgressLines lines;
    private readonly List<string> remarks = [];
    private readonly Timer timer;
    private int drawn;

    public TerminalProgress(Stream output, Func<(int Rows, int Columns)> size, string title, bool colours, string mark = "")
    {
        (this.output, this.size, this.title) = (output, size, title);
        ansi = new Ansi(colours);
        lines = new ProgressLines(ansi, TimeProvider.System, mark);
        timer = new Timer(_ => Draw(), null, Frame, Frame);
    }

    public override void Report(ProgressEvent happened)
    {
        lock (gate)
            lines.Take(happened);
    }

    public override void Remark(string text)
    {
        lock (gate)
            remarks.Add(text);
    }

    public override void Dispose()
    {
        using (var ended = new ManualResetEvent(false))
        {
            timer.Dispose(ended);
            ended.WaitOne();
        }

        Draw();
        base.Dispose();
        foreach (var remark in remarks)
            output.Write(Encoding.UTF8.GetBytes(remark + "\n"));
    }

    private void Draw()
    {
        lock (gate)
        {
            if (lines.Count == 0)
                return;
            var (rows, columns) = size() is { Columns: > 0 } known ? known : (24, 80);
            var text = new StringBuilder();
            text.Append(drawn > 0 ? Ansi.Up(drawn) : "").Append('\r').Append(Ansi.HideCursor);
            var heading = $"[+] {title} {lines.Finished}/{lines.Count}";
            text.Append(lines.Finished == lines.Count ? ansi.Blue(heading) : heading).Append('\n');
            var count = 1;
            foreach (var line in lines.Render(columns, Math.Max(1, rows - 2)))
            {
                text.Append(line).Append('\n');
                count++;
            }

            for (; count < drawn; count++)
                text.Append(' ', columns).Append('\n');
            drawn = count;
            output.Write(Encoding.UTF8.GetBytes(text.Append(Ansi.ShowCursor).ToString()));
        }
    }
}
