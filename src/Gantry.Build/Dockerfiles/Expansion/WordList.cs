using System.Text;

namespace Gantry.Build.Dockerfiles.Expansion;

/// <summary>Collects words: blanks end them unless they are taken whole.</summary>
internal sealed class WordList
{
    private readonly List<string> _words = [];
    private readonly StringBuilder _word = new();

    /// <summary>Takes text that blanks split.</summary>
    public void AddSplit(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (char.IsWhiteSpace(character)) End();
            else _word.Append(character);
        }
    }

    /// <summary>Takes text whose blanks belong to the word.</summary>
    public void AddWhole(ReadOnlySpan<char> text) => _word.Append(text);

    /// <summary>All words.</summary>
    public IReadOnlyList<string> Finish()
    {
        End();
        return _words;
    }

    private void End()
    {
        if (_word.Length == 0) return;
        _words.Add(_word.ToString());
        _word.Clear();
    }
}
