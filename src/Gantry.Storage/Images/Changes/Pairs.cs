namespace Gantry.Storage.Images.Changes;

/// <summary>The arguments of ENV and LABEL: "KEY=VALUE KEY=VALUE …", or the old form "KEY the rest".</summary>
internal static class Pairs
{
    public static IReadOnlyList<KeyValuePair<string, string>> Parse(string instruction, string rest, Words words)
    {
        var name = instruction.ToUpperInvariant();
        var raw = Words.Raw(rest);
        if (raw.Count == 0) throw ConfigChanges.Invalid($"{name} requires at least one argument");
        if (!raw[0].Contains('=', StringComparison.Ordinal))
        {
            if (raw.Count < 2) throw ConfigChanges.Invalid($"{name} must have two arguments");
            return [KeyValuePair.Create(words.Expand(raw[0]), words.Expand(rest[raw[0].Length..].Trim()))];
        }

        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var word in raw)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) throw ConfigChanges.Invalid($"Syntax error - can't find = in \"{word}\". Must be of the form: name=value");
            if (equals == 0) throw ConfigChanges.Invalid($"{name} names can not be blank");
            pairs.Add(KeyValuePair.Create(words.Expand(KeyOf(word, equals)), words.Expand(ValueOf(word, equals))));
        }

        return pairs;
    }

    // A pair may be quoted as a whole: "c d=e" is the key "c d".
    private static string KeyOf(string word, int equals) => IsQuotedWhole(word, equals) ? word[..equals] + word[0] : word[..equals];

    private static string ValueOf(string word, int equals) => IsQuotedWhole(word, equals) ? word[0] + word[(equals + 1)..] : word[(equals + 1)..];

    private static bool IsQuotedWhole(string word, int equals) => word[0] is '"' or '\'' && word.IndexOf(word[0], 1) > equals;
}
