using System.Net;
using System.Net.Sockets;

using Gantry.Registry.Errors;

namespace Gantry.Registry.Transport;

/// <summary>Opens connections for the framework's client. Where one cannot be opened, it knows what the framework does not say: which address was
/// tried, and whether it was the proxy's.</summary>
internal static class Dialer
{
    /// <summary>Connects to the first address of a host that takes connections.</summary>
    /// <param name="context">Whereto.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="DialException">None does; the first one's reason.</exception>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var place = context.DnsEndPoint;
        var prefix = IsProxy(context) ? "proxyconnect tcp: " : "";
        DialException? first = null;
        foreach (var address in await AddressesAsync(place.Host, prefix, cancellation))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, place.Port), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                first ??= new DialException($"{prefix}dial tcp {new IPEndPoint(address, place.Port)}: connect: {Reason(e)}", e);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw first ?? NoHost(place.Host, prefix, null);
    }

    private static bool IsProxy(SocketsHttpConnectionContext context) =>
        context.InitialRequestMessage is var request
        && (request.Method == HttpMethod.Connect || request.RequestUri is not { } wanted || wanted.IdnHost != context.DnsEndPoint.Host || wanted.Port != context.DnsEndPoint.Port);

    private static async Task<IPAddress[]> AddressesAsync(string host, string prefix, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host, out var literal)) return [literal];
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellation);
        }
        catch (SocketException e)
        {
            throw NoHost(host, prefix, e);
        }
    }

    private static DialException NoHost(string host, string prefix, SocketException? cause) => new($"{prefix}dial tcp: lookup {host}: no such host", cause);

    private static string Reason(SocketException fault) => fault.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostUnreachable => "no route to host",
        SocketError.NetworkUnreachable => "network is unreachable",
        SocketError.TimedOut => "connection timed out",
        _ => fault.Message,
    };
}
