using System.Net;
using System.Net.Sockets;

namespace Gantry.Network.Ports;

/// <summary>
/// Serves the sockets that hold a container's ports. Packets the kernel translates never arrive here; what does arrive came over
/// IPv6 to a container without it, or while the packet filter's rules were gone.
/// </summary>
internal sealed class PortProxies : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly List<Socket> _sockets = [];

    /// <param name="leases">The ports; the sockets stay the lessee's but are closed with this object too.</param>
    /// <param name="containerAddress">The container's IPv4 address.</param>
    /// <param name="dial">Makes a socket in the host's network namespace.</param>
    public PortProxies(IReadOnlyList<PortLease> leases, IPAddress containerAddress, Func<SocketType, Task<Socket>> dial)
    {
        foreach (var lease in leases)
        {
            // The kernel's sockets of other protocols cannot be served by the framework's.
            if (lease.Socket.IsInvalid || lease.Binding.Protocol is not ("tcp" or "udp"))
                continue;
            var socket = new Socket(lease.Socket);
            _sockets.Add(socket);
            var target = new IPEndPoint(containerAddress, lease.Binding.ContainerPort);
            _ = lease.Binding.Protocol == "tcp"
                ? TcpProxy.RunAsync(socket, target, dial, _end.Token)
                : UdpProxy.RunAsync(socket, target, dial, _end.Token);
        }
    }

    /// <summary>Ends all connections.</summary>
    public void Dispose()
    {
        _end.Cancel();
        foreach (var socket in _sockets)
            socket.Dispose();
        _end.Dispose();
    }
}
