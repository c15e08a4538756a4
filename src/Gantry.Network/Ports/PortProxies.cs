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
    /// <param name="target">The container's address for a port.</param>
    /// <param name="dial">Makes a socket in the host's network namespace.</param>
    public PortProxies(IReadOnlyList<PortLease> leases, Func<PortLease, IPAddress> target, Func<AddressFamily, SocketType, Task<Socket>> dial)
    {
        foreach (var lease in leases)
        {
            // The kernel's sockets of other protocols cannot be served by the framework's.
            if (lease.Socket.IsInvalid || lease.Binding.Protocol is not ("tcp" or "udp"))
                continue;
            var socket = new Socket(lease.Socket);
            _sockets.Add(socket);
            var end = new IPEndPoint(target(lease), lease.Binding.ContainerPort);
            _ = lease.Binding.Protocol == "tcp"
                ? TcpProxy.RunAsync(socket, end, type => dial(end.AddressFamily, type), _end.Token)
                : UdpProxy.RunAsync(socket, end, type => dial(end.AddressFamily, type), _end.Token);
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
