using System.Globalization;
using System.Net;
using System.Net.Sockets;

using Gantry.Linux.NetworkNamespaces;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

namespace Gantry.Network.Ports;

/// <summary>
/// Hands out ports of the host. A port is free when no container of this daemon has it on an overlapping address and the host
/// lets a socket be bound to it; the socket stays open as long as the port is leased.
/// </summary>
internal sealed class PortAllocator
{
    private const int EADDRINUSE = 98;

    private readonly Lock _turn = new();
    private readonly Dictionary<(string Protocol, int Port), List<IPAddress>> _taken = [];
    private readonly Dictionary<string, int> _nextEphemeral = [];
    private readonly (int First, int Last) _ephemeral = ReadEphemeralRange();

    /// <summary>
    /// Leases all ports of a container, or none. Must run on a thread in the host's network namespace.
    /// </summary>
    /// <param name="requests">The ports.</param>
    /// <param name="containerAddress">The container's address, for error messages.</param>
    /// <param name="hostAddresses">The addresses on the host that a wished one stands for; none: the port is not published.</param>
    /// <exception cref="GantryException">A port is taken, with Docker's text.</exception>
    public List<PortLease> Lease(IReadOnlyList<PortRequest> requests, string containerAddress, Func<string, IPAddress[]> hostAddresses)
    {
        var leases = new List<PortLease>();
        try
        {
            // Those that name their port come first, so that none of the others is given it.
            foreach (var request in requests.OrderBy(r => r.HostPortFirst == 0))
                leases.AddRange(Lease(request, containerAddress, hostAddresses(request.HostAddress)));
            return leases;
        }
        catch
        {
            Release(leases);
            throw;
        }
    }

    /// <summary>Takes the ports of a container that runs already, after a restart; what somebody else took meanwhile is left out.</summary>
    /// <param name="bindings">The ports.</param>
    public List<PortLease> Restore(IReadOnlyList<PortBinding> bindings)
    {
        var leases = new List<PortLease>();
        foreach (var binding in bindings)
        {
            var address = IPAddress.Parse(binding.HostAddress);
            lock (_turn)
                Take(binding.Protocol, binding.HostPort, [address]);
            try
            {
                leases.Add(new PortLease(binding, PortSocket.Bind(address, binding.HostPort, binding.Protocol)));
            }
            catch (KernelException)
            {
                // The packet filter still leads to the container; only what needs the proxy is lost.
                leases.Add(new PortLease(binding, new SafeSocketHandle()));
            }
        }

        return leases;
    }

    /// <summary>Gives ports back.</summary>
    public void Release(IEnumerable<PortLease> leases)
    {
        foreach (var lease in leases)
        {
            lease.Socket.Dispose();
            Untake(lease.Binding.Protocol, lease.Binding.HostPort, [IPAddress.Parse(lease.Binding.HostAddress)]);
        }
    }

    private List<PortLease> Lease(PortRequest request, string containerAddress, IPAddress[] addresses)
    {
        if (addresses.Length == 0)
            return [];
        var ephemeral = request.HostPortFirst == 0;
        var (first, last) = ephemeral ? _ephemeral : (request.HostPortFirst, Math.Max(request.HostPortFirst, request.HostPortLast));
        GantryException? failure = null;
        foreach (var port in Candidates(request.Protocol, first, last, ephemeral))
        {
            lock (_turn)
            {
                if (Holder(request.Protocol, port, addresses) is { } holder)
                {
                    failure = first == last
                        ? new GantryException(ErrorKind.Internal, $"Bind for {holder}:{port} failed: port is already allocated")
                        : new GantryException(ErrorKind.Internal, "all ports are allocated");
                    continue;
                }

                Take(request.Protocol, port, addresses);
                if (ephemeral)
                    _nextEphemeral[request.Protocol] = port + 1;
            }

            var leases = new List<PortLease>();
            var bound = addresses[0];
            try
            {
                foreach (var address in addresses)
                {
                    bound = address;
                    leases.Add(new PortLease(
                        new PortBinding(address.ToString(), port, request.ContainerPort, request.Protocol),
                        PortSocket.Bind(address, port, request.Protocol)));
                }

                return leases;
            }
            catch (KernelException e)
            {
                foreach (var lease in leases)
                    lease.Socket.Dispose();
                Untake(request.Protocol, port, addresses);
                failure = new GantryException(
                    ErrorKind.Internal,
                    $"failed to bind host port for {new IPEndPoint(bound, port)}:{containerAddress}:{request.ContainerPort}/{request.Protocol}: {e.Reason}",
                    e);
                if (e.Errno != EADDRINUSE)
                    break;
            }
        }

        throw failure ?? new GantryException(ErrorKind.Internal, "all ports are allocated");
    }

    private IEnumerable<int> Candidates(string protocol, int first, int last, bool ephemeral)
    {
        int start;
        lock (_turn)
            start = ephemeral ? _nextEphemeral.GetValueOrDefault(protocol, first) : first;
        if (start > last)
            start = first;
        for (var port = start; port <= last; port++)
            yield return port;
        for (var port = first; port < start; port++)
            yield return port;
    }

    private IPAddress? Holder(string protocol, int port, IPAddress[] addresses) =>
        _taken.TryGetValue((protocol, port), out var holders)
            ? holders.FirstOrDefault(holder => addresses.Any(address => Overlap(holder, address)))
            : null;

    private static bool Overlap(IPAddress one, IPAddress other) =>
        one.AddressFamily == other.AddressFamily && (one.Equals(other) || IsAny(one) || IsAny(other));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private void Take(string protocol, int port, IPAddress[] addresses)
    {
        if (!_taken.TryGetValue((protocol, port), out var holders))
            _taken[(protocol, port)] = holders = [];
        holders.AddRange(addresses);
    }

    private void Untake(string protocol, int port, IPAddress[] addresses)
    {
        lock (_turn)
        {
            if (!_taken.TryGetValue((protocol, port), out var holders))
                return;
            foreach (var address in addresses)
                holders.Remove(address);
            if (holders.Count == 0)
                _taken.Remove((protocol, port));
        }
    }

    private static (int First, int Last) ReadEphemeralRange()
    {
        try
        {
            var parts = File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or FormatException or IndexOutOfRangeException)
        {
            return (49153, 65535);
        }
    }
}
