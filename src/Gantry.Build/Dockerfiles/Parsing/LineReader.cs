using System.Text;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>Cuts a Dockerfile into instructions: directives, comments, continued lines, here-documents.</summary>
internal sealed class LineReader(string text)
{
    private readonly SourceText _source = new(text);
    private readonly Directives _directives = new();
    private readonly List<(string Text, int Line)> _emptyContinuations = [];
    private readonly List<SourceLine> _instructions = [];
    private List<string> _comments = [];

    /// <summary>What continues lines and escapes.</summary>
    public char Escape => _directives.Escape;

    /// <summary>Instructions that are continued over empty lines, each with its last line.</summary>
    public IReadOnlyList<(string Text, int Line)> EmptyContinuations => _emptyContinuations;

    /// <summary>All instructions.</summary>
    /// <exception cref="DockerfileException">There is none, or the text can't be cut into instructions.</exception>
    public IReadOnlyList<SourceLine> Read()
    {
        while (_source.Next() is { } line)
        {
            TakeComment(line);
            var (piece, isContinued) = Continue(FirstPiece(line));
            if (piece.Length == 0 && !isContinued) continue;
            var first = _source.LineNumber;
            var whole = isContinued ? Whole(piece) : piece;
            try
            {
                var instruction = InstructionSplitter.Split(whole, Escape);
                var documents = instruction.TakesHereDocuments ? ReadHereDocuments(whole, first) : [];
                _instructions.Add(new SourceLine(
                    instruction.Keyword, instruction.Flags, instruction.Arguments, whole.Trim(), new LineRange(first, _source.LineNumber), _comments, documents));
            }
            catch (DockerfileException e) when (e.Lines == default)
            {
                throw new DockerfileException(e.Message, new LineRange(first, _source.LineNumber), isMalformed: true);
            }

            _comments = [];
        }

        if (_instructions.Count == 0)
            throw new DockerfileException(_source.IsEmpty ? "the Dockerfile cannot be empty" : "file with no instructions", new LineRange(_source.LineNumber, _source.LineNumber), isMalformed: true);
        _source.CheckLength();
        return _instructions;
    }

    /// <summary>Collects the comment above an instruction; one without text begins it anew.</summary>
    private void TakeComment(string line)
    {
        if (!IsComment(line)) return;
        var comment = line[1..].Trim();
        if (comment.Length == 0) _comments = [];
        else _comments.Add(comment);
    }

    /// <summary>A line without the blanks around it; nothing for a comment or a directive.</summary>
    private string FirstPiece(string line)
    {
        var trimmed = WithoutEnd(line).TrimStart();
        try
        {
            if (_directives.TryRead(trimmed) && _comments.Count > 0) _comments.RemoveAt(_comments.Count - 1);
        }
        catch (DockerfileException e)
        {
            throw e.At(new LineRange(_source.LineNumber, _source.LineNumber));
        }

        return trimmed.StartsWith('#') ? "" : trimmed;
    }

    /// <summary>The instruction that begins with a piece and goes on in the lines that follow.</summary>
    private string Whole(string piece)
    {
        var whole = new StringBuilder(piece);
        var hasEmpty = false;
        for (var isContinued = true; isContinued && _source.Next() is { } line;)
        {
            // Comments and empty lines in between are no part of it, and do not end it.
            if (IsComment(line)) continue;
            if (string.IsNullOrWhiteSpace(line))
            {
                hasEmpty = true;
                continue;
            }

            (piece, isContinued) = Continue(WithoutEnd(line));
            whole.Append(piece);
        }

        if (hasEmpty) _emptyContinuations.Add((whole.ToString(), _source.LineNumber));
        return whole.ToString();
    }

    private List<HereDocument> ReadHereDocuments(string line, int first)
    {
        var documents = new List<HereDocument>();
        foreach (var mark in HereMark.FindAll(line))
        {
            var content = new StringBuilder();
            while (true)
            {
                if (_source.Next() is not { } next) throw new DockerfileException("unterminated heredoc", new LineRange(first, _source.LineNumber), isMalformed: true);
                var candidate = WithoutEnd(next);
                if ((mark.StripsTabs ? candidate.TrimStart('\t') : candidate) == mark.Name) break;
                content.Append(next);
            }

            var written = content.ToString();
            documents.Add(new HereDocument(mark.Name, mark.StripsTabs ? HereMark.WithoutTabs(written) : written, mark.Expands, mark.Descriptor) { Written = written });
        }

        return documents;
    }

    /// <summary>A line that ends in an escape character that is not itself escaped goes on in the next.</summary>
    private (string Text, bool IsContinued) Continue(string line)
    {
        var end = line.AsSpan().TrimEnd(" \t");
        if (end.IsEmpty || end[^1] != Escape || (end.Length > 1 && end[^2] == Escape)) return (line, false);
        return (end[..^1].ToString(), true);
    }

    private static bool IsComment(string line) => line.AsSpan().TrimStart() is ['#', ..];

    private static string WithoutEnd(string line) => line.TrimEnd('\r', '\n');
}
