using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>A published port of a service.</summary>
public sealed record ServicePort
{
    /// <summary>A name that says what the port is for.</summary>
    public string? Name { get; init; }

    /// <summary>host or ingress.</summary>
    public string? Mode { get; init; }

    /// <summary>The address of the host to listen on.</summary>
    public string? HostIP { get; init; }

    /// <summary>The container's port.</summary>
    public int Target { get; init; }

    /// <summary>The host's port or a range of them; null lets the engine choose.</summary>
    public string? Published { get; init; }

    /// <summary>tcp, udp or sctp.</summary>
    public string Protocol { get; init; } = "tcp";

    /// <summary>The protocol of the application, like http.</summary>
    public string? AppProtocol { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
