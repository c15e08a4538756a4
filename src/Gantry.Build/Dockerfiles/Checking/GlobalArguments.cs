namespace Gantry.Build.Dockerfiles.Checking;

/// <summary>The variables that FROM instructions see.</summary>
/// <param name="Values">Those with a value.</param>
/// <param name="Declared">The names of all that the file declares, each with the names of those that its default is made of.</param>
internal sealed record GlobalArguments(IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, IReadOnlySet<string>> Declared)
{
    /// <summary>Reads them.</summary>
    /// <param name="file">The file.</param>
    /// <param name="context">The build.</param>
    /// <param name="given">The build arguments to take for those it has.</param>
    /// <exception cref="DockerfileException">A default is malformed.</exception>
    public static GlobalArguments Of(Dockerfile file, CheckContext context, IReadOnlyDictionary<string, string> given)
    {
        var words = new ShellWords(file.EscapeCharacter);
        var values = context.PlatformArguments.ToDictionary(p => p.Key, p => context.BuildArguments.GetValueOrDefault(p.Key, p.Value), StringComparer.Ordinal);
        var declared = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (var (name, initial) in file.GlobalArguments.SelectMany(a => a.Declarations))
        {
            var needs = new HashSet<string>(StringComparer.Ordinal);
            if (given.TryGetValue(name, out var value)) values[name] = value;
            else if (initial is not null) values[name] = words.Expand(initial, values, known: needs);
            // One that is made of itself is made of what the earlier one is made of.
            if (needs.Remove(name) && declared.TryGetValue(name, out var earlier)) needs.UnionWith(earlier);
            declared[name] = needs;
        }

        return new GlobalArguments(values, declared);
    }
}
