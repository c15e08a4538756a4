namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>An instruction before its arguments are read.</summary>
/// <param name="Keyword">The keyword as written.</param>
/// <param name="Flags">What begins with two dashes, quotes taken off.</param>
/// <param name="Arguments">The rest.</param>
/// <param name="Text">The whole as one line.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Comments">The comment above it.</param>
/// <param name="HereDocuments">What follows it.</param>
internal sealed record SourceLine(
    string Keyword, IReadOnlyList<string> Flags, string Arguments, string Text, LineRange Lines, IReadOnlyList<string> Comments, IReadOnlyList<HereDocument> HereDocuments);
