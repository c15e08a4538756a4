namespace Gantry.Cli.Bootstrap;

/// <summary>A package archive this host's apt uses.</summary>
internal sealed record AptSource(string Uri, IReadOnlyList<string> Suites)
{
    private const string Etc = "/etc/apt";

    /// <summary>
    /// The archive to take a suite from: one that apt here uses for that suite, else one that apt uses for any suite of
    /// Debian, else Debian's own address.
    /// </summary>
    public static string MirrorFor(string suite, IReadOnlyList<AptSource> sources) =>
        sources.FirstOrDefault(source => source.IsDebian && source.Suites.Contains(suite))?.Uri
        ?? sources.FirstOrDefault(source => source.IsDebian)?.Uri
        ?? "http://deb.debian.org/debian";

    /// <summary>All sources of the host, in the order apt reads them.</summary>
    public static IReadOnlyList<AptSource> OfHost()
    {
        var files = Directory.Exists($"{Etc}/sources.list.d") ? Directory.GetFiles($"{Etc}/sources.list.d").Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
        return
        [
            .. File.Exists($"{Etc}/sources.list") ? ParseLines(File.ReadAllText($"{Etc}/sources.list")) : [],
            .. files.SelectMany(file => System.IO.Path.GetExtension(file) switch
            {
                ".list" => ParseLines(File.ReadAllText(file)),
                ".sources" => ParseStanzas(File.ReadAllText(file)),
                _ => [],
            }),
        ];
    }

    /// <summary>The one-line style: <c>deb [options] uri suite component…</c> (sources.list(5)).</summary>
    public static IReadOnlyList<AptSource> ParseLines(string text)
    {
        var sources = new List<AptSource>();
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split('#')[0].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).ToList();
            if (words is not ["deb", _, _, ..])
                continue;
            words.RemoveAt(0);
            if (words[0].StartsWith('['))
                words.RemoveRange(0, words.FindIndex(word => word.EndsWith(']')) + 1);
            if (words.Count >= 2)
                sources.Add(new AptSource(words[0].TrimEnd('/'), [words[1]]));
        }

        return sources;
    }

    /// <summary>The deb822 style: stanzas of <c>Types</c>, <c>URIs</c>, <c>Suites</c> (sources.list(5)).</summary>
    public static IReadOnlyList<AptSource> ParseStanzas(string text)
    {
        var sources = new List<AptSource>();
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var last = "";
        foreach (var line in text.Split('\n').Append(""))
        {
            if (line.StartsWith('#'))
                continue;
            if (line.Trim().Length == 0)
            {
                Add(sources, fields);
                fields.Clear();
            }
            else if (char.IsWhiteSpace(line[0]))
            {
                fields[last] = $"{fields.GetValueOrDefault(last)} {line.Trim()}";
            }
            else if (line.Split(':', 2) is [var name, var value])
            {
                last = name.Trim();
                fields[last] = value.Trim();
            }
        }

        return sources;
    }

    /// <summary>The main archive, not its security part: by the last part of its path, as every mirror names it.</summary>
    private bool IsDebian => Uri.StartsWith("http", StringComparison.Ordinal) && Uri.EndsWith("/debian", StringComparison.Ordinal);

    private static void Add(List<AptSource> sources, Dictionary<string, string> fields)
    {
        if (!Words(fields, "Types").Contains("deb") || Words(fields, "Enabled") is ["no"])
            return;
        foreach (var uri in Words(fields, "URIs"))
            sources.Add(new AptSource(uri.TrimEnd('/'), Words(fields, "Suites")));
    }

    private static string[] Words(Dictionary<string, string> fields, string name) =>
        (fields.GetValueOrDefault(name) ?? "").Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
}
