namespace Gantry.Build.Dockerfiles.Checking;

/// <summary>The variables of a stage, as its instructions set them one after the other.</summary>
internal sealed class StageVariables
{
    // Arguments to the build itself, which no instruction sees.
    private static readonly HashSet<string> Unseen = ["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"];

    private readonly Dictionary<string, string> _values;
    private readonly HashSet<string> _declared;
    private readonly IReadOnlyDictionary<string, string> _buildArguments;
    private readonly IReadOnlyDictionary<string, string> _globals;

    /// <summary>Begins with what the base leaves.</summary>
    /// <param name="stageBase">The variables of the stage it builds on; null: it builds on an image.</param>
    /// <param name="environment">That image's environment; null: it has none.</param>
    /// <param name="buildArguments">The client's build arguments.</param>
    /// <param name="globals">The values FROM sees, which an ARG takes over.</param>
    public StageVariables(
        StageVariables? stageBase,
        IReadOnlyDictionary<string, string>? environment,
        IReadOnlyDictionary<string, string> buildArguments,
        IReadOnlyDictionary<string, string> globals)
    {
        _values = new Dictionary<string, string>(stageBase?._values ?? environment ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        _values.TryAdd("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        _declared = [.. stageBase?._declared ?? []];
        (_buildArguments, _globals) = (buildArguments, globals);
    }

    /// <summary>Their values.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Whether nobody has set or declared a variable.</summary>
    public bool IsUndefined(string name) => !_values.ContainsKey(name) && !_declared.Contains(name) && !Unseen.Contains(name);

    /// <summary>What ENV does.</summary>
    public void Set(string name, string value) => _values[name] = value;

    /// <summary>What ARG does.</summary>
    /// <param name="declaration">The variable.</param>
    /// <param name="expand">Expands its default, if that is needed.</param>
    /// <returns>Its value, null where it has none; and whether that is only taken over from above the first FROM.</returns>
    public (string? Value, bool IsGlobal) Declare(ArgDeclaration declaration, Func<string, string> expand)
    {
        var (name, initial) = declaration;
        var isGlobal = initial is null && !_buildArguments.ContainsKey(name) && _globals.ContainsKey(name);
        var value = _buildArguments.TryGetValue(name, out var given) ? given
            : initial is not null ? expand(initial)
            : _globals.GetValueOrDefault(name);
        if (value is not null && !Unseen.Contains(name)) _values[name] = value;
        _declared.Add(name);
        return (value, isGlobal);
    }
}
