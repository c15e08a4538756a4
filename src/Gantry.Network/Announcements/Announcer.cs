using System.Collections.Concurrent;
using System.Net;

using Gantry.Linux.Netlink;
using Gantry.Linux.NetworkNamespaces;
using Gantry.Linux.Syscalls;
using Gantry.Network.Drivers;
using Gantry.Network.Ipam;
using Gantry.Network.State;

namespace Gantry.Network.Announcements;

/// <summary>
/// Tells neighbours where a new endpoint's addresses are, several times, as one may be lost. It is needed where an address comes back with
/// another hardware address; on a bridge of the daemon's, hardware addresses are made from addresses unless the user chose one, and no
/// neighbour is ever wrong.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class Announcer(TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, Announcement> _running = [];

    /// <summary>Announces an endpoint's addresses now and some times more. The calling thread is in the sandbox's namespace.</summary>
    public void Begin(NetworkInfo network, EndpointDocument endpoint, SandboxSpace space)
    {
        if (IsKnown(endpoint) || AnnouncementOptions.From(network) is not { Count: > 0 } options)
            return;
        var mac = HardwareAddress.Parse(endpoint.MacAddress);
        byte[][] frames =
        [
            .. endpoint.IPv4Address.Length > 0 ? [AnnouncementFrames.Arp(mac, IPAddress.Parse(endpoint.IPv4Address))] : (byte[][])[],
            .. endpoint.IPv6Address.Length > 0 ? [AnnouncementFrames.Neighbor(mac, IPAddress.Parse(endpoint.IPv6Address))] : (byte[][])[],
        ];
        if (frames.Length == 0 || space.Netlink.FindLink(endpoint.Interface) is not { } link)
            return;
        var announcement = new Announcement(FrameSocket.Open(link.Index), frames, options.Count);
        announcement.Send();
        if (announcement.IsOver)
        {
            announcement.Dispose();
            return;
        }

        _running[endpoint.Id] = announcement;
        announcement.Repeat(time, options.Interval, () => End(endpoint.Id));
    }

    /// <summary>Says no more of an endpoint, and lets its namespace go.</summary>
    public void End(string endpointId)
    {
        if (_running.TryRemove(endpointId, out var announcement))
            announcement.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var id in _running.Keys)
            End(id);
    }

    private static bool IsKnown(EndpointDocument endpoint)
    {
        var address = endpoint.IPv4Address.Length > 0 ? endpoint.IPv4Address : endpoint.IPv6Address;
        return endpoint.MacAddress.Length == 0 || address.Length == 0 || endpoint.MacAddress == HardwareAddress.Format(HardwareAddress.For(IPAddress.Parse(address)));
    }

    private sealed class Announcement(FrameSocket socket, byte[][] frames, int count) : IDisposable
    {
        private readonly Lock _turn = new();
        private ITimer? _timer;
        private bool _disposed;
        private int _left = count;

        public bool IsOver => _left <= 0;

        public void Send()
        {
            lock (_turn)
            {
                if (_disposed)
                    return;
                _left--;
                try
                {
                    foreach (var frame in frames)
                        socket.Send(frame);
                }
                catch (KernelException)
                {
                    // A link that went away has no neighbours.
                    _left = 0;
                }
            }
        }

        public void Repeat(TimeProvider time, TimeSpan interval, Action over)
        {
            lock (_turn)
                if (!_disposed)
                    _timer = time.CreateTimer(
                        _ =>
                        {
                            Send();
                            if (IsOver)
                                over();
                        },
                        null,
                        interval,
                        interval);
        }

        public void Dispose()
        {
            lock (_turn)
            {
                _disposed = true;
                _timer?.Dispose();
                socket.Dispose();
            }
        }
    }
}
