using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>How the health of a container is found out.</summary>
public sealed record HealthCheck
{
    /// <summary>NONE, or CMD or CMD-SHELL with the command.</summary>
    public IReadOnlyList<string>? Test { get; init; }

    /// <summary>How long a check may take.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The time between checks.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>How many failures in a row make a container unhealthy.</summary>
    public int? Retries { get; init; }

    /// <summary>The time in which failures do not count.</summary>
    public TimeSpan? StartPeriod { get; init; }

    /// <summary>The time between checks during the start period.</summary>
    public TimeSpan? StartInterval { get; init; }

    /// <summary>Whether the image's check is turned off.</summary>
    public bool Disable { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
