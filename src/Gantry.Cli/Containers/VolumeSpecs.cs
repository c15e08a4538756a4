using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Containers;

/// <summary>The values of <c>-v</c>: a path alone is an anonymous volume, anything with a source is a bind.</summary>
internal static class VolumeSpecs
{
    /// <exception cref="CliException">A value is malformed.</exception>
    public static (IReadOnlyList<string> Binds, IReadOnlyList<string> Anonymous) Sort(IReadOnlyList<string> specs)
    {
        List<string> binds = [], anonymous = [];
        foreach (var spec in specs.Distinct())
        {
            if (spec.Length == 0)
                throw new CliException("invalid empty volume spec");
            var parts = spec.Split(':');
            // A word of one or two letters is a path by itself, colon or not.
            if (spec.Length > 2 && parts.Any(part => part.Length == 0))
                throw new CliException($"invalid spec: {spec}: empty section between colons");
            if (parts.Length == 1 || spec.Length <= 2)
                anonymous.Add(spec);
            else
                binds.Add(parts[0].StartsWith('.') ? $"{Path.GetFullPath(parts[0])}:{spec[(parts[0].Length + 1)..]}" : spec);
        }

        return (binds, anonymous);
    }
}
