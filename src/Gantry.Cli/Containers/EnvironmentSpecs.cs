using Gantry.Cli.CommandLine;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Containers;

/// <summary>Environment variables and labels, from flags and from files.</summary>
internal static class EnvironmentSpecs
{
    /// <summary>A variable from a flag; one without a value is taken from the client's own environment, if it is there.</summary>
    public static string CheckVariable(string text)
    {
        if (text.Length == 0 || text[0] == '=')
            throw new FormatException($"invalid environment variable: {text}");
        return text.Contains('=') || Environment.GetEnvironmentVariable(text) is not { } value ? text : $"{text}={value}";
    }

    public static string CheckLabel(string text) =>
        text.Split('=')[0].Length > 0 ? text : throw new FormatException($"invalid label '{text}': empty name");

    /// <summary>The variables of the files, then those of the flags; null where there is none.</summary>
    public static IReadOnlyList<string>? Variables(IReadOnlyList<string> files, IReadOnlyList<string> flags)
    {
        List<string> all = [.. files.SelectMany(file => ReadFile(file, "env file", Environment.GetEnvironmentVariable)), .. flags];
        return all.Count > 0 ? all : null;
    }

    /// <summary>The labels of the files and of the flags; the last of a name counts.</summary>
    public static SortedDictionary<string, string> Labels(IReadOnlyList<string> files, IReadOnlyList<string> flags) =>
        ToMap([.. files.SelectMany(file => ReadFile(file, "label file", _ => "")), .. flags]);

    /// <summary><c>key=value</c> words as a map; a word alone has an empty value.</summary>
    public static SortedDictionary<string, string> ToMap(IEnumerable<string> words)
    {
        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            var cut = word.IndexOf('=');
            map[cut < 0 ? word : word[..cut]] = cut < 0 ? "" : word[(cut + 1)..];
        }

        return map;
    }

    private static IEnumerable<string> ReadFile(string path, string kind, Func<string, string?> lookUp)
    {
        foreach (var raw in Lines(path, kind))
        {
            var line = raw.TrimStart();
            if (line.Length == 0 || line[0] == '#')
                continue;
            var cut = line.IndexOf('=');
            var name = cut < 0 ? line : line[..cut];
            if (name.Length == 0)
                throw new CliException($"invalid {kind} ({path}): no variable name on line '{line}'");
            if (name.Any(char.IsWhiteSpace))
                throw new CliException($"invalid {kind} ({path}): variable '{name}' contains whitespaces");
            if (cut >= 0)
                yield return line;
            else if (lookUp(name) is { } value)
                yield return $"{name}={value}";
        }
    }

    private static string[] Lines(string path, string kind)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            var message = SystemFault.Of("open", path, fault);
            throw new CliException(Directory.Exists(path) ? $"invalid {kind} ({path}): {message}" : message);
        }
    }
}
