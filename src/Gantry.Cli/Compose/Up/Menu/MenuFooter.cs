using Gantry.Cli.Compose.Logs;
using Gantry.Cli.Compose.Progress;

namespace Gantry.Cli.Compose.Up.Menu;

/// <summary>A menu on the last rows of a terminal of a given size.</summary>
/// <param name="line">What it says.</param>
/// <param name="size">Rows and columns of the terminal.</param>
internal sealed class MenuFooter(MenuLine line, (int Rows, int Columns) size) : ILogFooter
{
    private const string Save = "\u001b7";
    private const string Restore = "\u001b8";
    private const string EmptyBelow = "\r\u001b[J";

    public string Clear() => EmptyBelow;

    public string Draw()
    {
        var (keys, fault) = (line.KeyRows(size.Columns), line.FaultRows(size.Columns));
        // One row stays free between the log and the menu; the log moves up where there is no room.
        var rows = keys + fault + 1;
        var top = Math.Max(1, size.Rows - keys - fault + 1);
        var text = fault > 0 ? $"{line.ColouredFault}\u001b[{top + fault};1H{line.Keys}" : line.Keys;
        return $"{new string('\n', rows)}{Ansi.Up(rows)}\r{Save}\u001b[{top};1H{text}{Restore}";
    }
}
