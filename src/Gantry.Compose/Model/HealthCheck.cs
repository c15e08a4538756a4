using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>How a container is seen to be healthy.</summary>
public sealed record HealthCheck
{
    /// <summary><c>CMD</c>, <c>CMD-SHELL</c> or <c>NONE</c>, then the command.</summary>
    public IReadOnlyList<string>? Test { get; init; }

    /// <summary>The time between two checks.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>How long a check may take.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Failures in a row that make it unhealthy.</summary>
    public int? Retries { get; init; }

    /// <summary>The time in which failures do not count.</summary>
    public TimeSpan? StartPeriod { get; init; }

    /// <summary>The time between two checks in the start period.</summary>
    public TimeSpan? StartInterval { get; init; }

    /// <summary>Whether the image's check is switched off.</summary>
    public bool Disable { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
