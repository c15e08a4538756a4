using Gantry.Oci.Text;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>Splits an instruction into keyword, flags and arguments, and the arguments as the keyword demands.</summary>
internal static class InstructionSplitter
{
    private static readonly string[] Blanks = ["\t", "\v", "\f", "\r", " "];
    private static readonly HashSet<string> HereKeywords = new(["ADD", "COPY", "RUN"], StringComparer.OrdinalIgnoreCase);

    // ONBUILD within ONBUILD is refused only later; each level costs the stack something.
    private const int DeepestTrigger = 100;

    /// <summary>An instruction in its parts.</summary>
    /// <param name="Keyword">As written.</param>
    /// <param name="Flags">What begins with two dashes.</param>
    /// <param name="Arguments">The rest.</param>
    public readonly record struct Parts(string Keyword, IReadOnlyList<string> Flags, Arguments Arguments)
    {
        /// <summary>Whether here-documents may follow: a JSON list has none.</summary>
        public bool TakesHereDocuments => !Arguments.IsJson && HereKeywords.Contains(Arguments.TriggerKeyword ?? Keyword);
    }

    /// <exception cref="DockerfileException">It can't be split. It names no lines.</exception>
    public static Parts Split(string line, char escape) => Split(line, escape, 0);

    private static Parts Split(string line, char escape, int depth)
    {
        var trimmed = line.Trim();
        var end = trimmed.AsSpan().IndexOfAny(" \t\v\f\r");
        if (end < 0) return new Parts(trimmed, [], SplitArguments(trimmed, "", escape, depth));
        var keyword = trimmed[..end];
        var (flags, rest) = Words.TakeFlags(trimmed[end..], escape);
        return new Parts(keyword, flags, SplitArguments(keyword, rest.Trim(), escape, depth));
    }

    private static Arguments SplitArguments(string keyword, string rest, char escape, int depth) => keyword.ToUpperInvariant() switch
    {
        "ADD" or "COPY" or "VOLUME" => JsonList.TryRead(rest) is { } list ? new Arguments(list, IsJson: true) : Plain(rest),
        "CMD" or "ENTRYPOINT" or "RUN" or "SHELL" => ListOrText(rest),
        "EXPOSE" or "FROM" => Plain(rest),
        "MAINTAINER" or "STOPSIGNAL" or "USER" or "WORKDIR" => rest.Length == 0 ? Arguments.None : new Arguments([rest]),
        "ARG" => new Arguments(Words.Split(rest, escape)),
        "ENV" or "LABEL" => Settings(keyword.ToUpperInvariant(), rest, escape),
        "HEALTHCHECK" => Healthcheck(rest),
        "ONBUILD" when rest.Length > 0 => Trigger(rest, escape, depth + 1),
        _ => Arguments.None,
    };

    private static Arguments Plain(string rest) => rest.Length == 0 ? Arguments.None : new Arguments(rest.Split(Blanks, StringSplitOptions.RemoveEmptyEntries));

    private static Arguments ListOrText(string rest) =>
        rest.Length == 0 ? Arguments.None : JsonList.TryRead(rest) is { } list ? new Arguments(list, IsJson: true) : new Arguments([rest]);

    private static Arguments Settings(string keyword, string rest, char escape)
    {
        var words = Words.Split(rest, escape);
        if (words.Count == 0) return Arguments.None;
        if (!words[0].Contains('=', StringComparison.Ordinal))
        {
            // The old form: one key, and all that follows is its value.
            var blank = rest.AsSpan().IndexOfAny(" \t\v\f\r");
            if (blank < 0) throw new DockerfileException($"{keyword} must have two arguments");
            return new Arguments([]) { Settings = [new Setting(rest[..blank], rest[blank..].TrimStart(' ', '\t', '\v', '\f', '\r')) { IsOldForm = true }] };
        }

        return new Arguments([]) { Settings = [.. words.Select(NewForm)] };
    }

    private static Setting NewForm(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? throw new DockerfileException($"Syntax error - can't find = in {GoQuote.Of(word)}. Must be of the form: name=value")
            : new Setting(word[..equals], word[(equals + 1)..]);
    }

    /// <summary>A type, and what it runs.</summary>
    private static Arguments Healthcheck(string rest)
    {
        if (rest.Length == 0) return Arguments.None;
        var end = 0;
        while (end < rest.Length && !char.IsWhiteSpace(rest[end])) end++;
        var command = ListOrText(rest[end..].TrimStart());
        return command with { Words = [rest[..end], .. command.Words] };
    }

    private static Arguments Trigger(string rest, char escape, int depth)
    {
        if (depth > DeepestTrigger) throw new DockerfileException("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
        var trigger = Split(rest, escape, depth);
        return new Arguments([trigger.Keyword], trigger.Arguments.IsJson) { TriggerKeyword = trigger.Keyword };
    }
}
