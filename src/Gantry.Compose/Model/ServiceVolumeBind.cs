using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>Options of a bind mount.</summary>
public sealed record ServiceVolumeBind
{
    /// <summary>The SELinux label: z is shared, Z is private.</summary>
    public string? SELinux { get; init; }

    /// <summary>The propagation of mounts.</summary>
    public string? Propagation { get; init; }

    /// <summary>Whether a missing host path is made.</summary>
    public bool CreateHostPath { get; init; }

    /// <summary>How mounts below the source are treated: enabled, disabled, writable or readonly.</summary>
    public string? Recursive { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
