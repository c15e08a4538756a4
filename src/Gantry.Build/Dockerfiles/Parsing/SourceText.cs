using System.Text;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>A Dockerfile's lines, one after the other.</summary>
/// <param name="text">The text; a byte order mark at its beginning is passed over.</param>
internal sealed class SourceText(string text)
{
    /// <summary>The longest line, in bytes.</summary>
    private const int LongestLine = 65_535;

    private int _at = text.StartsWith('\uFEFF') ? 1 : 0;

    /// <summary>The number of the line that was read last, from 1; 0 before the first.</summary>
    public int LineNumber { get; private set; }

    /// <summary>Whether there is not a single character.</summary>
    public bool IsEmpty => text.Length == 0;

    /// <summary>Whether a line too long ended the reading.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The next line with what ends it; null: there is none, or it is too long.</summary>
    public string? Next()
    {
        if (IsTooLong || _at >= text.Length) return null;
        var end = text.IndexOf('\n', _at);
        end = end < 0 ? text.Length : end + 1;
        var line = text[_at..end];
        if (line.Length > LongestLine / 3 && Encoding.UTF8.GetByteCount(line.AsSpan().TrimEnd('\n')) > LongestLine)
        {
            IsTooLong = true;
            return null;
        }

        _at = end;
        LineNumber++;
        return line;
    }

    /// <exception cref="DockerfileException">A line was too long.</exception>
    public void CheckLength()
    {
        if (IsTooLong)
            throw new DockerfileException($"dockerfile line greater than max allowed size of {LongestLine}", new LineRange(LineNumber, LineNumber), isMalformed: true);
    }
}
