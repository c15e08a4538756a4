using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Client;

/// <summary>Where an engine listens: <c>unix:///path</c>, <c>tcp://host:port</c> or <c>http://host:port</c>.</summary>
internal sealed class EngineAddress
{
    /// <summary>Where <c>gantry daemon</c> listens unless told otherwise.</summary>
    public const string Default = "unix:///run/gantry.sock";

    private readonly string? path;
    private readonly string host = "";
    private readonly int port;
    private readonly ClientTls? tls;

    private EngineAddress(string text, string path)
    {
        Text = text;
        this.path = path;
    }

    private EngineAddress(string text, string host, int port, ClientTls? tls)
    {
        this.tls = tls;
        Text = text;
        this.host = host;
        this.port = port;
    }

    /// <summary>The address as it was given.</summary>
    public string Text { get; }

    /// <summary>The request's Host header; a socket has no name of its own, so a reserved one stands in.</summary>
    public string HostHeader => path is null ? $"{host}:{port}" : "gantry.localhost";

    /// <param name="text">The address; without a scheme it is a host, without a port Docker's.</param>
    /// <param name="tls">How a TCP connection is encrypted; null: not at all.</param>
    /// <exception cref="CliException">The address cannot be understood.</exception>
    public static EngineAddress Parse(string text, ClientTls? tls = null)
    {
        var full = text.StartsWith("http://", StringComparison.Ordinal) ? string.Concat("tcp://", text.AsSpan("http://".Length)) : text;
        try
        {
            full = ListenAddress.Complete(full, tls is not null);
        }
        catch (FormatException fault)
        {
            throw new CliException($"invalid argument \"{text}\" for \"-H, --host\" flag: {fault.Message}");
        }

        if (full.StartsWith("unix://", StringComparison.Ordinal))
            return new EngineAddress(full, full["unix://".Length..]);
        var uri = new Uri(string.Concat("http://", full.AsSpan("tcp://".Length)));
        return new EngineAddress(full, uri.IdnHost, uri.Port, tls);
    }

    /// <summary>The address to use: the flag, else the environment, else the default.</summary>
    public static EngineAddress Choose(string? flag, ClientTls? tls) =>
        Parse(flag ?? FromEnvironment("GANTRY_HOST") ?? FromEnvironment("DOCKER_HOST") ?? Default, tls);

    /// <summary>Opens a connection.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="AuthenticationException">One side does not trust the other.</exception>
    public EngineConnection Connect()
    {
        var socket = path is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(path is null ? new DnsEndPoint(host, port) : new UnixDomainSocketEndPoint(path));
            var plain = new NetworkStream(socket, ownsSocket: true);
            return new EngineConnection(socket, tls is null ? plain : tls.Secure(plain, host));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string? FromEnvironment(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
