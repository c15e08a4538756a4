using System.Globalization;
using System.Net;
using System.Net.Sockets;

using Gantry.Oci.Errors;

using Microsoft.AspNetCore.Connections;

namespace Gantry.Api.Hosting;

/// <summary>Reads addresses as the daemon's <c>-H</c> flag takes them.</summary>
internal static class ListenAddress
{
    private const int DefaultPort = 2375;
    private const int DefaultTlsPort = 2376;

    /// <summary>The address <paramref name="host"/> means, <c>unix:///path</c>, <c>tcp://address[:port]</c>, or <c>fd://number</c> of a socket that listens already.</summary>
    /// <exception cref="GantryException">Invalid: no such form.</exception>
    public static EndPoint Parse(string host, bool encrypted)
    {
        if (host.StartsWith("unix://", StringComparison.Ordinal))
        {
            var path = host["unix://".Length..];
            if (!Path.IsPathRooted(path)) throw Invalid(host);
            try
            {
                return new UnixDomainSocketEndPoint(path);
            }
            catch (ArgumentOutOfRangeException)
            {
                throw new GantryException(ErrorKind.Invalid, $"the socket's path is too long for a unix socket: {path}");
            }
        }
        if (host.StartsWith("fd://", StringComparison.Ordinal))
            return ulong.TryParse(host.AsSpan("fd://".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor) ? new FileHandleEndPoint(descriptor, FileHandleType.Auto) : throw Invalid(host);
        if (!host.StartsWith("tcp://", StringComparison.Ordinal)) throw Invalid(host);

        var defaultPort = encrypted ? DefaultTlsPort : DefaultPort;
        var address = host["tcp://".Length..].TrimEnd('/');
        if (address.Length == 0) return new IPEndPoint(IPAddress.Loopback, defaultPort);
        if (address[0] == ':') address = "0.0.0.0" + address;
        if (address.StartsWith("localhost", StringComparison.Ordinal)) address = string.Concat("127.0.0.1", address.AsSpan("localhost".Length));
        if (!IPEndPoint.TryParse(address, out var parsed)) throw Invalid(host);
        // A literal port 0 asks for a free one; none at all means Docker's.
        return parsed.Port == 0 && !address.EndsWith(":0", StringComparison.Ordinal) ? new IPEndPoint(parsed.Address, defaultPort) : parsed;
    }

    /// <summary>The text form of an address in use.</summary>
    public static string Format(EndPoint address) => address is UnixDomainSocketEndPoint ? $"unix://{address}" : $"tcp://{address}";

    private static GantryException Invalid(string host) => new(ErrorKind.Invalid, $"invalid bind address ({host}): use unix:///path or tcp://address:port");
}
