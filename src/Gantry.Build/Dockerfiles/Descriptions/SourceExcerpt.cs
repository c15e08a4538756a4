using System.Globalization;
using System.Text;

namespace Gantry.Build.Dockerfiles.Descriptions;

/// <summary>The lines of a Dockerfile that something is said of, with some around them, as BuildKit and its clients show them.</summary>
public static class SourceExcerpt
{
    // Fewer around a place of several lines.
    private const int AroundOne = 4;
    private const int AroundSeveral = 2;

    /// <summary>The excerpt; empty where the place is not in the text.</summary>
    /// <param name="fileName">The file's name.</param>
    /// <param name="text">Its text.</param>
    /// <param name="place">The lines that are marked.</param>
    public static string Of(string fileName, string text, LineRange place)
    {
        var lines = text.Split('\n');
        if (place.First < 1 || place.First > lines.Length) return "";
        var last = Math.Min(Math.Max(place.First, place.Last), lines.Length);
        var (from, to) = Widen(place.First, last, lines.Length);
        var excerpt = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{fileName}:{place.First}\n--------------------\n");
        for (var i = from; i <= to; i++)
        {
            var mark = i >= place.First && i <= last ? ">>>" : "   ";
            excerpt.Append(CultureInfo.InvariantCulture, $" {i,3} | {mark} {lines[i - 1]}\n");
        }

        return excerpt.Append("--------------------\n").ToString();
    }

    private static (int From, int To) Widen(int from, int to, int count)
    {
        var wanted = from == to ? AroundOne : AroundSeveral;
        for (var had = 0; had < wanted; had++)
        {
            if (from > 1)
            {
                from--;
                had++;
            }

            if (to < count)
            {
                to++;
                had++;
            }
        }

        return (from, to);
    }
}
