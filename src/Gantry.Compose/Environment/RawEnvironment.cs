using Gantry.Compose.Loading;

namespace Gantry.Compose.Environment;

/// <summary>Reads KEY=VALUE lines whose values are taken as they stand, as docker run --env-file does.</summary>
internal static class RawEnvironment
{
    /// <summary>The variables of <paramref name="text"/>; a key without a value takes the one <paramref name="lookup"/> gives, or is left out.</summary>
    /// <exception cref="ComposeException">A key is empty or has white space.</exception>
    public static IReadOnlyDictionary<string, string> Parse(string file, string text, Func<string, string?> lookup)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r').TrimStart()))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var parts = line.Split('=', 2);
            if (parts[0].Length == 0)
                throw new ComposeException($"failed to parse env_file {file}: no variable name on line '{line}'");
            if (parts[0].Any(char.IsWhiteSpace))
                throw new ComposeException($"failed to parse env_file {file}: variable '{parts[0]}' contains whitespaces");
            if ((parts.Length == 2 ? parts[1] : lookup(parts[0])) is { } value)
                values[parts[0]] = value;
        }
        return values;
    }
}
