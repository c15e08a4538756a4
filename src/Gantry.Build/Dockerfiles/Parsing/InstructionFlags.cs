namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>The flags of an instruction, checked against those it knows.</summary>
internal sealed class InstructionFlags
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    /// <summary>Reads them.</summary>
    /// <param name="flags">As written.</param>
    /// <param name="texts">Those with a value.</param>
    /// <param name="switches">Those that are on or off.</param>
    /// <param name="lists">Those that may come several times.</param>
    /// <exception cref="DockerfileException">One is unknown or has no proper value. It names no lines.</exception>
    public InstructionFlags(IReadOnlyList<string> flags, string[]? texts = null, string[]? switches = null, string[]? lists = null)
    {
        (texts, switches, lists) = (texts ?? [], switches ?? [], lists ?? []);
        foreach (var flag in flags)
        {
            var equals = flag.IndexOf('=', StringComparison.Ordinal);
            var (written, value) = equals < 0 ? (flag, null) : (flag[..equals], flag[(equals + 1)..]);
            var name = written.Length > 2 ? written[2..] : "";
            var isSwitch = switches.Contains(name);
            var isList = lists.Contains(name);
            if (!isSwitch && !isList && !texts.Contains(name))
                throw new DockerfileException($"unknown flag: {written}{Suggestion.Remark(name, [.. texts, .. switches, .. lists])}");
            if (!isList && _values.ContainsKey(name)) throw new DockerfileException($"duplicate flag specified: {written}");
            if (isSwitch) value = SwitchValue(written, value);
            if (value is null) throw new DockerfileException($"missing a value on flag: {written}");
            if (!_values.TryGetValue(name, out var values)) _values[name] = values = [];
            values.Add(value);
        }
    }

    /// <summary>A flag's value; null where it was not given, or is empty.</summary>
    public string? Text(string name) => _values.TryGetValue(name, out var values) && values[0].Length > 0 ? values[0] : null;

    /// <summary>Whether a switch is on; null where it was not given.</summary>
    public bool? Switch(string name) => Text(name) is { } value ? value == "true" : null;

    /// <summary>All values of a flag.</summary>
    public IReadOnlyList<string> List(string name) => _values.GetValueOrDefault(name) ?? [];

    private static string SwitchValue(string written, string? value) => value?.ToLowerInvariant() switch
    {
        null or "true" => "true",
        "false" => "false",
        "" => throw new DockerfileException($"missing a value on flag: {written}"),
        _ => throw new DockerfileException($"expecting boolean value for flag {written}, not: {value}"),
    };
}
