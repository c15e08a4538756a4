using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Storage.Images.Changes;

/// <summary>Applies Dockerfile instructions to an image's configuration, as the --change flag of import and commit does.</summary>
public static class ConfigChanges
{
    /// <summary>The configuration after the instructions.</summary>
    /// <param name="config">The configuration before.</param>
    /// <param name="changes">Instructions such as "CMD [\"sh\"]", one or more lines each.</param>
    /// <exception cref="GantryException">Invalid, in Docker's words.</exception>
    public static ExecutionConfig Apply(ExecutionConfig config, IEnumerable<string> changes)
    {
        var commandSet = false;
        foreach (var line in changes.SelectMany(Lines))
        {
            var (name, rest) = SplitName(line);
            var words = new Words(config.Env ?? []);
            switch (name.ToUpperInvariant())
            {
                case "CMD":
                    config = config with { Cmd = Command(rest, config) };
                    commandSet = true;
                    break;
                case "ENTRYPOINT":
                    // The command belonged to the former entry point.
                    config = config with { Entrypoint = Command(rest, config), Cmd = commandSet ? config.Cmd : null };
                    break;
                case "ENV":
                    config = config with { Env = SetVariables(config.Env ?? [], Pairs.Parse(name, rest, words)) };
                    break;
                case "LABEL":
                    config = config with { Labels = Merge(config.Labels, Pairs.Parse(name, rest, words)) };
                    break;
                case "EXPOSE":
                    config = config with { ExposedPorts = Add(config.ExposedPorts, words.Split(Required(name, rest)).SelectMany(PortRanges.Expand)) };
                    break;
                case "VOLUME":
                    var volumes = JsonList.TryParse(rest) ?? words.Split(Required(name, rest));
                    if (volumes.Any(string.IsNullOrWhiteSpace)) throw Invalid("VOLUME specified can not be an empty string");
                    config = config with { Volumes = Add(config.Volumes, volumes) };
                    break;
                case "USER":
                    config = config with { User = words.Expand(OneArgument(name, rest)) };
                    break;
                case "WORKDIR":
                    config = config with { WorkingDir = Join(config.WorkingDir, words.Expand(OneArgument(name, rest))) };
                    break;
                case "STOPSIGNAL":
                    config = config with { StopSignal = words.Expand(OneArgument(name, rest)) };
                    break;
                case "ONBUILD":
                    config = config with { OnBuild = [.. config.OnBuild ?? [], Trigger(Required(name, rest))] };
                    break;
                case "HEALTHCHECK":
                    config = config with { Healthcheck = HealthCheckInstruction.Parse(Required(name, rest)) };
                    break;
                default:
                    throw Invalid($"{name.ToUpperInvariant()} is not a valid change command");
            }
        }

        return config;
    }

    internal static GantryException Invalid(string message) => new(ErrorKind.Invalid, message);

    /// <summary>Lines without comments; a backslash at the end continues a line.</summary>
    private static IEnumerable<string> Lines(string change)
    {
        var joined = change.Replace("\\\r\n", "", StringComparison.Ordinal).Replace("\\\n", "", StringComparison.Ordinal);
        return joined.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && !l.StartsWith('#'));
    }

    private static (string Name, string Arguments) SplitName(string line)
    {
        var end = line.AsSpan().IndexOfAny(' ', '\t');
        return end < 0 ? (line, "") : (line[..end], line[end..].Trim());
    }

    private static string Required(string name, string rest) =>
        rest.Length > 0 ? rest : throw Invalid($"{name.ToUpperInvariant()} requires at least one argument");

    private static string OneArgument(string name, string rest) =>
        rest.Length > 0 ? rest : throw Invalid($"{name.ToUpperInvariant()} requires exactly one argument");

    private static IReadOnlyList<string>? Command(string rest, ExecutionConfig config)
    {
        if (JsonList.TryParse(rest) is { } list) return list.Count == 0 ? null : list;
        return rest.Length == 0 ? null : [.. config.Shell ?? ["/bin/sh", "-c"], rest];
    }

    private static string Trigger(string rest)
    {
        var name = SplitName(rest).Name.ToUpperInvariant();
        return name switch
        {
            "ONBUILD" => throw Invalid("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"),
            "MAINTAINER" or "FROM" => throw Invalid($"{name} isn't allowed as an ONBUILD trigger"),
            _ => rest,
        };
    }

    private static string Join(string? current, string path)
    {
        var whole = path.StartsWith('/') ? path : $"{(string.IsNullOrEmpty(current) ? "/" : current)}/{path}";
        return Path.GetFullPath(whole).TrimEnd('/') is { Length: > 0 } clean ? clean : "/";
    }

    private static List<string> SetVariables(IReadOnlyList<string> variables, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var result = variables.ToList();
        foreach (var (key, value) in pairs)
        {
            var at = result.FindIndex(v => v.StartsWith(key + "=", StringComparison.Ordinal));
            if (at < 0) result.Add($"{key}={value}");
            else result[at] = $"{key}={value}";
        }

        return result;
    }

    private static SortedDictionary<string, string> Merge(IReadOnlyDictionary<string, string>? labels, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in (labels ?? new Dictionary<string, string>()).Concat(pairs)) result[key] = value;
        return result;
    }

    private static SortedDictionary<string, EmptyObject> Add(IReadOnlyDictionary<string, EmptyObject>? set, IEnumerable<string> keys)
    {
        var result = new SortedDictionary<string, EmptyObject>(StringComparer.Ordinal);
        foreach (var key in (set?.Keys ?? []).Concat(keys)) result[key] = EmptyObject.Value;
        return result;
    }
}
