using System.Net;
using System.Net.Sockets;

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

    private EngineAddress(string text, string path)
    {
        Text = text;
        this.path = path;
    }

    private EngineAddress(string text, string host, int port)
    {
        Text = text;
        this.host = host;
        this.port = port;
    }

    /// <summary>The address as it was given.</summary>
    public string Text { get; }

    /// <summary>The request's Host header; a socket has no name of its own, so a reserved one stands in.</summary>
    public string HostHeader => path is null ? $"{host}:{port}" : "gantry.localhost";

    /// <exception cref="CliException">The address cannot be understood.</exception>
    public static EngineAddress Parse(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            throw new CliException($"unable to parse docker host `{text}`");
        var rest = text[(scheme + 3)..];
        switch (text[..scheme])
        {
            case "unix" when rest.Length > 0:
                return new EngineAddress(text, rest);
            case "tcp" or "http" when Uri.TryCreate($"http://{rest}", UriKind.Absolute, out var uri):
                return new EngineAddress(text, uri.IdnHost, uri.IsDefaultPort && !rest.EndsWith(":80", StringComparison.Ordinal) ? 2375 : uri.Port);
            default:
                throw new CliException($"invalid engine address {text}: unix:///path and tcp://host:port are understood");
        }
    }

    /// <summary>The address to use: the flag, else the environment, else the default.</summary>
    public static EngineAddress Choose(string? flag) =>
        Parse(flag ?? FromEnvironment("GANTRY_HOST") ?? FromEnvironment("DOCKER_HOST") ?? Default);

    /// <summary>Opens a connection.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public Socket Connect()
    {
        var socket = path is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(path is null ? new DnsEndPoint(host, port) : new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string? FromEnvironment(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
