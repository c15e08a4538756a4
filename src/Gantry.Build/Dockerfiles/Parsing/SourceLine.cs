namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>An instruction that is cut into words, but not understood yet.</summary>
/// <param name="Keyword">The keyword as written.</param>
/// <param name="Flags">What begins with two dashes, quotes taken off.</param>
/// <param name="Arguments">The rest.</param>
/// <param name="Text">The whole as one line.</param>
/// <param name="Lines">Its lines, here-documents included.</param>
/// <param name="Comments">The comment above it.</param>
/// <param name="HereDocuments">What follows it.</param>
internal sealed record SourceLine(
    string Keyword,
    IReadOnlyList<string> Flags,
    Arguments Arguments,
    string Text,
    LineRange Lines,
    IReadOnlyList<string> Comments,
    IReadOnlyList<HereDocument> HereDocuments);

/// <summary>What follows an instruction's keyword and flags.</summary>
/// <param name="Words">Words, or the whole as one word, as the keyword demands.</param>
/// <param name="IsJson">Whether they were written as a JSON list.</param>
internal sealed record Arguments(IReadOnlyList<string> Words, bool IsJson = false)
{
    /// <summary>No words.</summary>
    public static Arguments None { get; } = new([]);

    /// <summary>The keys and values of ENV and LABEL.</summary>
    public IReadOnlyList<Setting> Settings { get; init; } = [];

    /// <summary>The keyword of the instruction in an ONBUILD.</summary>
    public string? TriggerKeyword { get; init; }
}
