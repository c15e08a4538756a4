using Gantry.Compose.Loading;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Normalization;

/// <summary>The short form of a mount: [SOURCE:]TARGET[:OPTIONS].</summary>
internal static class VolumeSpec
{
    private static readonly string[] Propagations = ["rprivate", "private", "rshared", "shared", "rslave", "slave"];

    /// <summary>The long form of <paramref name="spec"/>.</summary>
    /// <exception cref="ComposeException">It has too many or empty sections.</exception>
    public static MapNode Parse(string spec, Position at)
    {
        if (spec.Length == 0)
            throw new ComposeException($"invalid empty volume spec ({at})");
        var volume = new MapNode { At = at };
        if (spec.Length <= 2)
        {
            volume["type"] = Value("volume", at);
            volume["target"] = Value(spec, at);
            return volume;
        }
        var sections = Sections(spec);
        if (sections.Contains(""))
            throw new ComposeException($"invalid spec: {spec}: empty section between colons ({at})");
        if (sections.Count > 3)
            throw new ComposeException($"invalid spec: {spec}: too many colons ({at})");
        var source = sections.Count > 1 ? sections[0] : "";
        var bind = IsPath(source);
        volume["type"] = Value(bind ? "bind" : "volume", at);
        if (source.Length > 0)
            volume["source"] = Value(source, at);
        volume["target"] = Value(sections.Count > 1 ? sections[1] : sections[0], at);
        AddOptions(volume, sections.Count > 2 ? sections[2].Split(',') : [], bind, at);
        return volume;
    }

    private static void AddOptions(MapNode volume, string[] options, bool bind, Position at)
    {
        var onBind = new MapNode { At = at };
        var onVolume = new MapNode { At = at };
        var readOnly = false;
        foreach (var option in options)
        {
            if (option is "ro" or "rw")
                readOnly = option == "ro";
            else if (option == "nocopy")
                onVolume["nocopy"] = Value(true, at);
            else if (option is "z" or "Z")
                onBind["selinux"] = Value(option, at);
            else if (Propagations.Contains(option))
                onBind["propagation"] = Value(option, at);
        }
        if (readOnly)
            volume["read_only"] = Value(true, at);
        if (bind)
            onBind["create_host_path"] = Value(true, at);
        if (bind || onBind.Count > 0)
            volume["bind"] = onBind;
        if (!bind || onVolume.Count > 0)
            volume["volume"] = onVolume;
    }

    /// <summary>The parts between colons; those of a drive letter and inside ${} do not count.</summary>
    private static List<string> Sections(string spec)
    {
        var sections = new List<string>();
        var (start, depth) = (0, 0);
        for (var i = 0; i < spec.Length; i++)
        {
            if (spec[i] == '$' && i + 1 < spec.Length && spec[i + 1] == '{')
                depth++;
            else if (spec[i] == '}' && depth > 0)
                depth--;
            else if (spec[i] == ':' && depth == 0 && !(i == start + 1 && char.IsLetter(spec[start])))
            {
                sections.Add(spec[start..i]);
                start = i + 1;
            }
        }
        sections.Add(spec[start..]);
        return sections;
    }

    private static bool IsPath(string source) =>
        source.Length > 0 && (source[0] is '.' or '/' or '~' || source.StartsWith(@"\\", StringComparison.Ordinal)
            || (source.Length > 1 && char.IsLetter(source[0]) && source[1] == ':'));

    private static ScalarNode Value(object value, Position at) => new(value) { At = at };
}
