using System.Globalization;

using Gantry.Cli.Client;

namespace Gantry.Cli.CommandLine;

/// <summary>Addresses to listen on, as people write them: the short forms mean TCP, or the default socket or port.</summary>
internal static class ListenAddress
{
    private const int Port = 2375;
    private const int TlsPort = 2376;

    /// <summary>The text itself, if it is an address.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static string Check(string text)
    {
        Complete(text, encrypted: false);
        return text;
    }

    /// <summary>The full address: <c>unix:///path</c>, <c>tcp://host:port</c>, or <c>fd://</c> for sockets a service manager hands over.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="encrypted">Whether TCP has TLS, which has a port of its own.</param>
    /// <exception cref="FormatException">The text is no address.</exception>
    public static string Complete(string text, bool encrypted)
    {
        var address = text.Trim();
        if (address.Length == 0)
            return encrypted ? $"tcp://127.0.0.1:{TlsPort}" : EngineAddress.Default;
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        var (proto, rest) = scheme < 0 ? ("tcp", address) : (address[..scheme], address[(scheme + 3)..]);
        return proto switch
        {
            "tcp" => Tcp(text, rest, encrypted ? TlsPort : Port),
            "unix" when rest.Length == 0 => EngineAddress.Default,
            "unix" when Path.IsPathRooted(rest) => $"unix://{rest}",
            "fd" => address,
            "unix" => throw Wrong(text, "the path of a unix socket begins with /"),
            _ => throw Wrong(text, $"unsupported proto '{proto}'"),
        };
    }

    private static string Tcp(string text, string rest, int defaultPort)
    {
        var address = rest.TrimEnd('/');
        if (address.Contains('/'))
            throw Wrong(text, "should not contain a path element");
        if (address.Length == 0)
            return $"tcp://127.0.0.1:{defaultPort}";
        var colon = address.LastIndexOf(':');
        var (host, port) = colon < 0 || address.EndsWith(']') ? (address, "") : (address[..colon], address[(colon + 1)..]);
        if (host.Contains(':') && host[0] != '[')
            throw Wrong(text, $"invalid port \":{port}\" after host");
        host = host switch { "" => "0.0.0.0", "localhost" => "127.0.0.1", _ => host };
        if (port.Length == 0)
            return $"tcp://{host}:{defaultPort}";
        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= ushort.MaxValue
            ? $"tcp://{host}:{number}"
            : throw Wrong(text, $"invalid port \":{port}\" after host");
    }

    private static FormatException Wrong(string text, string why) => new($"invalid bind address ({text}): {why}");
}
