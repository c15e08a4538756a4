namespace Gantry.Engine.Containers.Creation;

/// <summary>The options behind the second colon of <c>-v source:target:options</c>. Of each kind at most one may be given.</summary>
internal sealed record MountMode
{
    /// <summary>How mounts are passed between the host and the container (mount_namespaces(7)).</summary>
    public static readonly IReadOnlySet<string> Propagations = new HashSet<string>(StringComparer.Ordinal) { "private", "rprivate", "shared", "rshared", "slave", "rslave" };

    /// <summary>Whether the container may write there.</summary>
    public bool IsWritable { get; private init; } = true;

    /// <summary>The propagation; empty when none is named.</summary>
    public string Propagation { get; private init; } = "";

    /// <summary>Whether the image's content stays out of an empty volume.</summary>
    public bool NoCopy { get; private init; }

    /// <summary>Reads the options; null for what is none or is given twice.</summary>
    public static MountMode? TryParse(string text)
    {
        var mode = new MountMode();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var option in text.Length == 0 ? [] : text.Split(','))
        {
            var (kind, next) = option switch
            {
                "ro" or "rw" => ("access", mode with { IsWritable = option == "rw" }),
                "z" or "Z" => ("label", mode),
                "nocopy" => ("copy", mode with { NoCopy = true }),
                "consistent" or "cached" or "delegated" => ("consistency", mode),
                _ when Propagations.Contains(option) => ("propagation", mode with { Propagation = option }),
                _ => ("", mode),
            };
            if (kind.Length == 0 || !seen.Add(kind))
                return null;
            mode = next;
        }

        return mode;
    }
}
