using System.Text;

namespace Gantry.Build.Dockerfiles.Descriptions;

/// <summary>Columns of text.</summary>
internal static class TextTable
{
    /// <summary>Rows with cells one below the other.</summary>
    /// <param name="rows">Equally many cells each.</param>
    /// <param name="gap">Blanks between columns.</param>
    public static string Format(IReadOnlyList<string[]> rows, int gap)
    {
        var text = new StringBuilder();
        var columns = rows.Count == 0 ? 0 : rows[0].Length;
        var widths = Enumerable.Range(0, columns).Select(c => rows.Max(r => r[c].EnumerateRunes().Count()) + gap).ToArray();
        foreach (var row in rows)
        {
            for (var c = 0; c < columns - 1; c++) text.Append(row[c]).Append(' ', widths[c] - row[c].EnumerateRunes().Count());
            text.Append(row[^1]).Append('\n');
        }

        return text.ToString();
    }
}
