using Gantry.Build.Dockerfiles.Expansion;
using Gantry.Oci.Text;

namespace Gantry.Build.Dockerfiles;

/// <summary>Expands variables and takes quotes off, nearly as a shell does it (BuildKit's rules).</summary>
/// <remarks>https://docs.docker.com/reference/dockerfile/#environment-replacement.</remarks>
/// <param name="escapeCharacter">What takes the next character's meaning away.</param>
public sealed class ShellWords(char escapeCharacter)
{
    /// <summary>For the content of here-documents, in which quotes mean nothing. A backslash escapes there whatever the Dockerfile's directive says.</summary>
    public static ShellWords ForContent { get; } = new('\\') { IgnoresQuotes = true };

    /// <summary>Whether quotes stay.</summary>
    public bool KeepsQuotes { get; init; }

    /// <summary>Whether escape characters stay.</summary>
    public bool KeepsEscapes { get; init; }

    /// <summary>Whether quotes are characters like any others, as they are in a here-document.</summary>
    public bool IgnoresQuotes { get; init; }

    /// <summary>Whether a variable that has no value stays as it is written; otherwise it is replaced by nothing.</summary>
    public bool KeepsUnknown { get; init; }

    /// <summary>Expands a text to one word.</summary>
    /// <param name="text">The text.</param>
    /// <param name="variables">The variables.</param>
    /// <param name="unknown">Gets the names that are no variables; null: nobody wants to know.</param>
    /// <param name="known">Gets the names of the variables that were used; null: nobody wants to know.</param>
    /// <exception cref="DockerfileException">The text is malformed, or demands a variable that is not there. It names no lines.</exception>
    public string Expand(string text, IReadOnlyDictionary<string, string> variables, ISet<string>? unknown = null, ISet<string>? known = null) =>
        Process(text, variables, unknown, known).Text;

    /// <summary>Expands a text and splits it at blanks that are neither quoted nor escaped.</summary>
    /// <param name="text">The text.</param>
    /// <param name="variables">The variables.</param>
    /// <param name="unknown">Gets the names that are no variables; null: nobody wants to know.</param>
    /// <param name="known">Gets the names of the variables that were used; null: nobody wants to know.</param>
    /// <exception cref="DockerfileException">The text is malformed, or demands a variable that is not there. It names no lines.</exception>
    public IReadOnlyList<string> ExpandToWords(string text, IReadOnlyDictionary<string, string> variables, ISet<string>? unknown = null, ISet<string>? known = null) =>
        Process(text, variables, unknown, known).Words;

    private (string Text, IReadOnlyList<string> Words) Process(string text, IReadOnlyDictionary<string, string> variables, ISet<string>? unknown, ISet<string>? known)
    {
        try
        {
            return new ShellWordReader(this, escapeCharacter, text, variables, unknown, known).Read();
        }
        catch (DockerfileException e)
        {
            throw new DockerfileException($"failed to process {GoQuote.Of(text)}: {e.Message}");
        }
    }
}
