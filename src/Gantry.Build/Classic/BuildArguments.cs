namespace Gantry.Build.Classic;

/// <summary>The variables of ARG: which are declared, what they are worth, and which the client gave for nothing.</summary>
internal sealed class BuildArguments(IReadOnlyDictionary<string, string?> given)
{
    /// <summary>Proxies need no declaration, and leave no trace in the image's history unless they have one.</summary>
    private static readonly string[] Predefined =
        ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY", "ftp_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"];

    private readonly Dictionary<string, string?> _global = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _declared = new(StringComparer.Ordinal);
    private readonly HashSet<string> _referenced = new(StringComparer.Ordinal);

    /// <summary>Declares one above the first FROM.</summary>
    public void DeclareGlobal(string name, string? value)
    {
        Declare(name, value);
        _global[name] = value;
    }

    /// <summary>Declares one in the stage at hand.</summary>
    public void Declare(string name, string? value)
    {
        _declared[name] = value;
        _referenced.Add(name);
    }

    /// <summary>Begins a stage: what the last one declared is gone.</summary>
    public void BeginStage() => _declared.Clear();

    /// <summary>What FROM and the ARG above it may use.</summary>
    public IReadOnlyDictionary<string, string> Global => Values(_global);

    /// <summary>What instructions may use besides the environment.</summary>
    public IReadOnlyDictionary<string, string> Declared => Values(_declared);

    /// <summary>Whether the history shows the variable.</summary>
    public bool IsShown(string name) => _declared.ContainsKey(name) || !Predefined.Contains(name);

    /// <summary>The variables the client gave that nothing declares, sorted.</summary>
    public IReadOnlyList<string> Unused => [.. given.Keys.Where(k => !_referenced.Contains(k) && !Predefined.Contains(k)).Order(StringComparer.Ordinal)];

    private Dictionary<string, string> Values(Dictionary<string, string?> declared)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in declared.Keys.Concat(Predefined))
        {
            if (given.TryGetValue(name, out var own) && own is not null) values[name] = own;
            else if (declared.TryGetValue(name, out var value) && value is not null) values[name] = value;
            else if (declared.ContainsKey(name) && _global.TryGetValue(name, out var global) && global is not null) values[name] = global;
        }

        return values;
    }
}
