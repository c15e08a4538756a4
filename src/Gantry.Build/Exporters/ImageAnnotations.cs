using System.Text.RegularExpressions;

using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.Exporters;

/// <summary>Free words about an image, given as options <c>annotation[-LEVEL][PLATFORM].KEY=VALUE</c>. Levels: "manifest" (and none), "manifest-descriptor",
/// "index", "index-descriptor"; without a platform they are about all.</summary>
internal sealed partial class ImageAnnotations
{
    private readonly List<(string Level, string Platform, string Key, string Value)> _all = [];

    /// <summary>Whether Docker's types have no place for some of them.</summary>
    public bool WantOci => _all.Any(a => a.Level != "manifest");

    /// <summary>The platforms some of them are about.</summary>
    public IEnumerable<string> Platforms => _all.Select(a => a.Platform).Where(p => p.Length > 0).Distinct();

    /// <summary>Finds them among the options.</summary>
    /// <exception cref="GantryException">Invalid: a level that nobody knows.</exception>
    public static ImageAnnotations Read(IEnumerable<KeyValuePair<string, string>> options)
    {
        var annotations = new ImageAnnotations();
        annotations.Add(options);
        return annotations;
    }

    /// <summary>Adds those a frontend gives with its result.</summary>
    public void Add(IEnumerable<KeyValuePair<string, string>> options)
    {
        foreach (var (name, value) in options)
        {
            if (Form().Match(name) is not { Success: true } match) continue;
            var level = match.Groups["level"].Value is { Length: > 0 } given ? given : "manifest";
            if (level is not ("manifest" or "manifest-descriptor" or "index" or "index-descriptor"))
                throw new GantryException(ErrorKind.Invalid, $"unrecognized annotation type {level}");
            _all.Add((level, match.Groups["platform"].Value is { Length: > 0 } platform ? Platform.Parse(platform).ToString() : "", match.Groups["key"].Value, value));
        }
    }

    /// <summary>Those of one level.</summary>
    /// <param name="level">The level.</param>
    /// <param name="platform">The platform; empty: what is about all.</param>
    /// <returns>Null: there are none.</returns>
    public IReadOnlyDictionary<string, string>? Of(string level, string platform)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var isAboutAll = level.StartsWith("index", StringComparison.Ordinal);
        foreach (var item in _all.Where(a => a.Level == level && (isAboutAll || a.Platform.Length == 0))) found[item.Key] = item.Value;
        if (!isAboutAll && platform.Length > 0)
            foreach (var item in _all.Where(a => a.Level == level && a.Platform == platform)) found[item.Key] = item.Value;
        return found.Count == 0 ? null : found;
    }

    [GeneratedRegex(@"^annotation(-(?<level>[a-z-]+))?(\[(?<platform>[A-Za-z0-9_/-]+)\])?\.(?<key>\S+)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
