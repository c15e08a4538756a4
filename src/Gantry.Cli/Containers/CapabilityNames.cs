namespace Gantry.Cli.Containers;

/// <summary>Capabilities as users type them, brought to the kernel's spelling; one that is both added and dropped is added.</summary>
internal static class CapabilityNames
{
    public static (IReadOnlyList<string>? Add, IReadOnlyList<string>? Drop) Normalize(IReadOnlyList<string> add, IReadOnlyList<string> drop)
    {
        var added = Canonical(add);
        var dropped = Canonical(drop);
        if (dropped.Contains("ALL"))
            dropped = ["ALL"];
        else if (added.Contains("ALL"))
            added = ["ALL"];
        dropped.ExceptWith(added);
        return (added.Count > 0 ? [.. added] : null, dropped.Count > 0 ? [.. dropped] : null);
    }

    /// <summary>One list alone, as Docker's client library spells it; all of them make the others superfluous. Null where there is none.</summary>
    public static IReadOnlyList<string>? Normalize(IReadOnlyList<string> names)
    {
        var canonical = Canonical(names);
        return canonical.Contains("ALL") ? ["ALL"] : canonical.Count > 0 ? [.. canonical] : null;
    }

    private static SortedSet<string> Canonical(IReadOnlyList<string> names) =>
        new(names.Select(name => name.Trim().ToUpperInvariant())
            .Select(name => name == "ALL" || name.StartsWith("CAP_", StringComparison.Ordinal) ? name : $"CAP_{name}"), StringComparer.Ordinal);
}
