using Gantry.Network.Ports;
using Gantry.Network.State;

namespace Gantry.Network.Sandboxes;

/// <summary>A sandbox and what the daemon itself holds for it.</summary>
/// <param name="Document">The sandbox as stored.</param>
/// <param name="Leases">Its host ports.</param>
/// <param name="Proxies">Who serves those ports' sockets.</param>
internal sealed record LiveSandbox(SandboxDocument Document, IReadOnlyList<PortLease> Leases, PortProxies? Proxies);
