using Gantry.Network.Firewall;
using Gantry.Network.Ports;
using Gantry.Network.State;

namespace Gantry.Network.Sandboxes;

/// <summary>A sandbox and what the daemon itself holds for it.</summary>
/// <param name="Document">The sandbox as stored.</param>
/// <param name="Ports">Its ports in force.</param>
internal sealed record LiveSandbox(SandboxDocument Document, PublishedPorts Ports);

/// <summary>Ports in force.</summary>
/// <param name="Leases">Ports of the host.</param>
/// <param name="Publications">What the packet filter does for them.</param>
/// <param name="Proxies">Who serves the ports' sockets; null: nobody need to.</param>
internal sealed record PublishedPorts(IReadOnlyList<PortLease> Leases, IReadOnlyList<Publication> Publications, PortProxies? Proxies)
{
    /// <summary>No ports.</summary>
    public static PublishedPorts None { get; } = new([], [], null);
}
