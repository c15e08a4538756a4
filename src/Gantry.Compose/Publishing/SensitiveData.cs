using Gantry.Compose.Loading;
using Gantry.Compose.Model;

namespace Gantry.Compose.Publishing;

/// <summary>Something that looks like a password or a key.</summary>
/// <param name="Kind">What it looks like.</param>
/// <param name="Key">Where it is: the keys that lead to it; empty where no key does.</param>
/// <param name="Value">What it is.</param>
internal sealed record SensitiveFinding(string Kind, string Key, string Value);

/// <summary>Looks for passwords and keys in files that are about to be given away.</summary>
internal static class SensitiveData
{
    private const long Limit = 10_000_000;

    /// <summary>What a project's file says itself; variables count as they are written, not as what they stand for.</summary>
    /// <exception cref="ComposeException">The file is malformed.</exception>
    public static IReadOnlyList<SensitiveFinding> InComposeFile(Project project, string path)
    {
        var loader = new FileLoader(new FileContext
        {
            Directory = project.WorkingDirectory,
            LookupDirectory = project.WorkingDirectory,
            Environment = project.Environment,
            Warn = _ => { },
            Interpolate = false,
            ForExtension = true,
        });
        return InPairs(FlatText.Of(loader.Load([SourceFile.Read(path)])));
    }

    /// <summary>What is in a file of any kind.</summary>
    /// <exception cref="ComposeException">The file cannot be read.</exception>
    public static IReadOnlyList<SensitiveFinding> InFile(string path)
    {
        if (File.Exists(path) && new FileInfo(path).Length is > Limit and var size)
            return [new SensitiveFinding("Suspicious text file size", path, $"{size / 1_000_000}MB")];
        var text = SourceFile.Read(path).Text.Trim();
        if (text.Length == 0)
            return [];
        return FlatText.Read(text, Path.GetExtension(path)) is { } pairs ? InPairs(pairs) : InText(text);
    }

    private static List<SensitiveFinding> InPairs(IReadOnlyList<KeyValuePair<string, string>> pairs) => Distinct(
        SensitivePattern.All.SelectMany(pattern => pairs.Where(pair => pattern.Is(pair.Key, pair.Value)).Select(pair => new SensitiveFinding(pattern.Kind, pair.Key, pair.Value))));

    private static List<SensitiveFinding> InText(string text)
    {
        var found = new List<SensitiveFinding>();
        foreach (var pattern in SensitivePattern.All)
        {
            found.AddRange(pattern.Find(text).Select(pair => new SensitiveFinding(pattern.Kind, pair.Key, pair.Value)));
            // What is one line is one thing, whatever else it looks like.
            if (found.Count > 0 && !text.Contains('\n'))
                break;
        }

        return Distinct(found);
    }

    /// <summary>One finding for each key: the first says best what it is.</summary>
    private static List<SensitiveFinding> Distinct(IEnumerable<SensitiveFinding> found)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        return [.. found.Where(finding => finding.Key.Length == 0 || keys.Add(finding.Key))];
    }
}
