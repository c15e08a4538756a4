using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>How a service is deployed.</summary>
public sealed record Deploy
{
    /// <summary>replicated, global, replicated-job or global-job.</summary>
    public string? Mode { get; init; }

    /// <summary>The number of containers; null is one.</summary>
    public int? Replicas { get; init; }

    /// <summary>Labels of the service, not of its containers.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Project.NoMap;

    /// <summary>How an update goes.</summary>
    public UpdateConfig? UpdateConfig { get; init; }

    /// <summary>How a rollback goes.</summary>
    public UpdateConfig? RollbackConfig { get; init; }

    /// <summary>Limits and reservations.</summary>
    public DeployResources? Resources { get; init; }

    /// <summary>When containers are restarted.</summary>
    public DeployRestartPolicy? RestartPolicy { get; init; }

    /// <summary>Where containers run.</summary>
    public Placement? Placement { get; init; }

    /// <summary>vip or dnsrr.</summary>
    public string? EndpointMode { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
