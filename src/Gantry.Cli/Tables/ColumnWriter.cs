using System.Text;

namespace Gantry.Cli.Tables;

/// <summary>
/// Lines up cells that are separated by tabs, as Go's tabwriter does for Docker: a column is as wide as its widest cell,
/// but only over lines that follow each other; a line's last cell is never padded.
/// </summary>
/// <param name="minimum">The least width of a column.</param>
/// <param name="padding">Spaces behind the widest cell.</param>
internal sealed class ColumnWriter(int minimum = 10, int padding = 3)
{
    private readonly List<string[]> lines = [];

    public void Add(string line) => lines.Add(line.Split('\t'));

    public override string ToString()
    {
        var widths = new int[lines.Count][];
        for (var at = 0; at < lines.Count; at++)
            widths[at] = new int[lines[at].Length];
        for (var at = 0; at < lines.Count; at++)
        {
            for (var column = 0; column < lines[at].Length - 1; column++)
            {
                if (widths[at][column] == 0)
                    Measure(widths, at, column);
            }
        }

        var text = new StringBuilder();
        for (var at = 0; at < lines.Count; at++)
        {
            for (var column = 0; column < lines[at].Length; column++)
            {
                var cell = lines[at][column];
                text.Append(cell);
                if (column < lines[at].Length - 1)
                    text.Append(' ', widths[at][column] - Width(cell));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Finds how far down the column goes from here, and gives all of it one width.</summary>
    private void Measure(int[][] widths, int first, int column)
    {
        var last = first;
        var widest = 0;
        while (last < lines.Count && column < lines[last].Length - 1)
            widest = Math.Max(widest, Width(lines[last++][column]));
        var width = Math.Max(minimum, widest + padding);
        for (var at = first; at < last; at++)
            widths[at][column] = width;
    }

    private static int Width(string cell) => cell.EnumerateRunes().Count();
}
