using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>What is asked of a platform of several hosts, and in part of one.</summary>
public sealed record Deploy
{
    /// <summary><c>replicated</c>, <c>global</c> or a job.</summary>
    public string? Mode { get; init; }

    /// <summary>How many containers.</summary>
    public int? Replicas { get; init; }

    /// <summary>Labels of the service, not of its containers.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = None.Text;

    /// <summary>How an update goes.</summary>
    public UpdateConfig? UpdateConfig { get; init; }

    /// <summary>How a way back goes.</summary>
    public UpdateConfig? RollbackConfig { get; init; }

    /// <summary>Limits and reservations.</summary>
    public DeployResources Resources { get; init; } = new();

    /// <summary>When containers are started again.</summary>
    public DeployRestartPolicy? RestartPolicy { get; init; }

    /// <summary>Where containers may run.</summary>
    public Placement Placement { get; init; } = new();

    /// <summary><c>vip</c> or <c>dnsrr</c>.</summary>
    public string? EndpointMode { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
