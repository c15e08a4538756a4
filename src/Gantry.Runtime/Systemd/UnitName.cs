using Gantry.Oci.Errors;

namespace Gantry.Runtime.Systemd;

/// <summary>The unit that holds a container's processes.</summary>
/// <param name="Slice">The slice it is in; null: systemd's default for whoever runs us.</param>
/// <param name="Name">Its name: a scope's, or where the document says so a slice's.</param>
/// <param name="Container">What it is called in its description.</param>
internal sealed record UnitName(string? Slice, string Name, string Container)
{
    private const string SliceSuffix = ".slice";

    /// <summary>Whether it is a slice of its own rather than a scope in one.</summary>
    public bool IsSlice => Name.EndsWith(SliceSuffix, StringComparison.Ordinal);

    /// <summary>The unit that a document names, in the form <c>slice:prefix:name</c>.</summary>
    /// <param name="id">The container's name, which is the unit's where the document says nothing.</param>
    /// <param name="cgroupsPath">What the document says.</param>
    /// <exception cref="GantryException">It is not of this form.</exception>
    public static UnitName Of(string id, string? cgroupsPath)
    {
        if (cgroupsPath is not { Length: > 0 })
            return Of(null, "runc", id);
        return cgroupsPath.Split(':') is [var slice, var prefix, var name] ? Of(slice.Length == 0 ? null : slice, prefix, name)
            : throw new GantryException(ErrorKind.Invalid, $"expected cgroupsPath to be of format \"slice:prefix:name\" for systemd cgroups, got \"{cgroupsPath}\" instead");
    }

    /// <summary>The slice's path in the hierarchies: <c>a-b.slice</c> lies in <c>a.slice</c> (systemd.slice(5)).</summary>
    /// <exception cref="GantryException">It is no name of a slice.</exception>
    public static string SlicePath(string slice)
    {
        if (!slice.EndsWith(SliceSuffix, StringComparison.Ordinal) || slice.Contains('/', StringComparison.Ordinal))
            throw Invalid(slice);
        var words = slice[..^SliceSuffix.Length];
        if (words == "-")
            return "/";
        var (path, prefix) = ("", "");
        foreach (var word in words.Split('-'))
        {
            if (word.Length == 0)
                throw Invalid(slice);
            path += $"/{prefix}{word}{SliceSuffix}";
            prefix += word + "-";
        }

        return path;
    }

    private static UnitName Of(string? slice, string prefix, string name) => new(slice, name.EndsWith(SliceSuffix, StringComparison.Ordinal) ? name : $"{prefix}-{name}.scope", name);

    private static GantryException Invalid(string slice) => new(ErrorKind.Invalid, $"invalid slice name: {slice}");
}
