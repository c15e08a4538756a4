using System.Text;

using Gantry.Oci.Errors;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>Cuts a Dockerfile into instructions: directives, comments, continued lines, here-documents.</summary>
internal sealed class LineReader
{
    private static readonly HashSet<string> HereKeywords = new(["ADD", "COPY", "RUN"], StringComparer.OrdinalIgnoreCase);

    private readonly string[] _lines;
    private readonly List<Finding> _findings;
    private int _at;

    public LineReader(string text, List<Finding> findings)
    {
        _lines = SplitLines(text.StartsWith('\uFEFF') ? text[1..] : text);
        _findings = findings;
        Directives = Directives.Read(_lines);
    }

    public Directives Directives { get; }

    /// <summary>All instructions.</summary>
    /// <exception cref="DockerfileException">A here-document does not end, or flags are malformed.</exception>
    public IReadOnlyList<SourceLine> Read()
    {
        var instructions = new List<SourceLine>();
        var comments = new List<string>();
        for (_at = 0; _at < _lines.Length;)
        {
            var isDirective = _at < Directives.LineCount;
            var line = TrimEnd(_lines[_at++]);
            var trimmed = line.TrimStart();
            if (trimmed.StartsWith('#'))
            {
                var comment = trimmed[1..].Trim();
                if (isDirective) continue;
                if (comment.Length == 0) comments.Clear();
                else comments.Add(comment);
                continue;
            }

            var first = _at;
            var (text, isContinued) = Continue(trimmed);
            if (text.Length == 0 && !isContinued) continue;
            var whole = new StringBuilder(text);
            var hasEmpty = false;
            while (isContinued && _at < _lines.Length)
            {
                var next = TrimEnd(_lines[_at++]);
                if (next.TrimStart().StartsWith('#')) continue;
                if (next.Trim().Length == 0)
                {
                    hasEmpty = true;
                    continue;
                }

                (text, isContinued) = Continue(next);
                whole.Append(text);
            }

            if (hasEmpty) _findings.Add(Checks.NoEmptyContinuation(new LineRange(_at, _at)));
            instructions.Add(Split(whole.ToString(), first, comments));
            comments = [];
        }

        return instructions.Count > 0 ? instructions : throw new DockerfileException("file with no instructions", new LineRange(_at, _at));
    }

    /// <summary>Reads one instruction that stands alone, as in ONBUILD.</summary>
    public static SourceLine One(string text)
    {
        var lines = new LineReader(text, []).Read();
        return lines.Count == 1 ? lines[0] : throw new GantryException(ErrorKind.Invalid, "onbuild trigger should be a single expression");
    }

    private SourceLine Split(string text, int first, List<string> comments)
    {
        try
        {
            var (keyword, flags, arguments) = CommandSplitter.Split(text, Directives.Escape);
            var hereDocuments = TakesHereDocuments(keyword, arguments) && text.Contains("<<", StringComparison.Ordinal) ? ReadHereDocuments(text, first) : [];
            return new SourceLine(keyword, flags, arguments, text, new LineRange(first, _at), comments, hereDocuments);
        }
        catch (GantryException e) when (e is not DockerfileException)
        {
            throw new DockerfileException(e.Message, new LineRange(first, _at));
        }
    }

    private static bool TakesHereDocuments(string keyword, string arguments) =>
        HereKeywords.Contains(keyword) || (keyword.Equals("ONBUILD", StringComparison.OrdinalIgnoreCase) && HereKeywords.Contains(arguments.Split(' ', '\t')[0]));

    private List<HereDocument> ReadHereDocuments(string text, int first)
    {
        var documents = new List<HereDocument>();
        foreach (var (document, stripsTabs) in HereMarks.Find(text))
        {
            var content = new StringBuilder();
            var isEnded = false;
            while (_at < _lines.Length && !isEnded)
            {
                var line = _lines[_at++];
                var candidate = line.TrimEnd('\r', '\n');
                isEnded = (stripsTabs ? candidate.TrimStart('\t') : candidate) == document.Name;
                if (!isEnded) content.Append(stripsTabs ? line.TrimStart('\t') : line);
            }

            if (!isEnded) throw new DockerfileException("unterminated heredoc", new LineRange(first, _at));
            documents.Add(document with { Content = content.ToString() });
        }

        return documents;
    }

    /// <summary>A line that ends in an escape character that is not itself escaped goes on in the next.</summary>
    private (string Text, bool IsContinued) Continue(string line)
    {
        var end = line.TrimEnd(' ', '\t');
        if (end.Length == 0 || end[^1] != Directives.Escape) return (line, false);
        return end.Length > 1 && end[^2] == Directives.Escape ? (line, false) : (end[..^1], true);
    }

    private static string TrimEnd(string line) => line.TrimEnd('\r', '\n');

    /// <summary>Lines with what ends them, since here-documents keep it.</summary>
    private static string[] SplitLines(string text)
    {
        var lines = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end + 1;
            lines.Add(text[at..end]);
            at = end;
        }

        return [.. lines];
    }
}
