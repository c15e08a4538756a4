using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gantry.Network;

/// <summary>A container's <c>/etc/resolv.conf</c> (resolv.conf(5)): what the host's says, and what the user or the daemon's settings put in its place.</summary>
public sealed record ResolvConf
{
    private const string UsualPath = "/etc/resolv.conf";
    private const string ResolvedPath = "/run/systemd/resolve/resolv.conf";
    private const string ResolvedServer = "127.0.0.53";
    private const string PlainNames = "ndots";

    private IReadOnlyList<string> _servers = [];
    private IReadOnlyList<string> _search = [];
    private IReadOnlyList<string> _options = [];
    private List<string> _others = [];
    private List<string> _invalid = [];
    private IReadOnlyList<string> _overrides = [];
    private string _source = UsualPath;

    private ResolvConf()
    {
    }

    private bool HasOwnServers => _overrides.Contains("nameservers");

    /// <summary>Reads the host's file. Behind systemd-resolved's stub, which containers cannot reach, another than usual names the servers.</summary>
    public static ResolvConf OfHost()
    {
        var usual = Read(UsualPath);
        return usual._servers is [ResolvedServer] && File.Exists(ResolvedPath) ? Read(ResolvedPath) : usual;
    }

    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Where it is from.</param>
    public static ResolvConf Parse(string text, string path = UsualPath)
    {
        var parsed = new ResolvConf { _source = path };
        var servers = new List<string>();
        var options = new List<string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0][0] is '#' or ';')
                continue;
            switch (words[0])
            {
                case "nameserver" when words.Length > 1:
                    (IPAddress.TryParse(words[1], out _) ? servers : parsed._invalid).Add(words[1]);
                    break;
                case "domain" or "search" when words.Length > 1:
                    // The last one counts.
                    parsed._search = words[1..];
                    break;
                case "options":
                    options.AddRange(words[1..]);
                    break;
                case "nameserver" or "domain" or "search":
                    break;
                default:
                    parsed._others.Add(line);
                    break;
            }
        }

        parsed._servers = servers;
        parsed._options = options;
        return parsed;
    }

    /// <summary>Puts a user's or the daemon's settings in place of the host's.</summary>
    /// <param name="servers">Name servers; empty: the host's.</param>
    /// <param name="search">Search domains; empty: the host's; a single <c>.</c>: none.</param>
    /// <param name="options">Options; empty: the host's.</param>
    public ResolvConf With(IReadOnlyList<string> servers, IReadOnlyList<string> search, IReadOnlyList<string> options) => this with
    {
        _servers = servers.Count > 0 ? servers : _servers,
        _search = search.Count > 0 ? [.. search.Where(domain => domain != ".")] : _search,
        _options = options.Count > 0 ? options : _options,
        _overrides = [.. Named(servers, "nameservers"), .. Named(search, "search"), .. Named(options, "options")],
    };

    /// <summary>The file of a container in the host's network.</summary>
    public string ForHostNetwork() => Write(_servers, _options, "", []);

    /// <summary>The file of a container that asks servers by itself: on the default bridge, or on no network.</summary>
    /// <param name="ipv6">Whether it has IPv6.</param>
    public string ForOwnNetwork(bool ipv6 = false)
    {
        if (HasOwnServers)
            return Write(_servers, _options, " (legacy)", []);
        // A loopback server is not the container's loopback, and a container without IPv6 reaches no IPv6 server.
        IReadOnlyList<string> reachable = [.. _servers.Where(server => IPAddress.Parse(server) is var address
            && !IPAddress.IsLoopback(address) && (ipv6 || address.AddressFamily == AddressFamily.InterNetwork))];
        return reachable.Count > 0
            ? Write(reachable, _options, " (legacy)", [])
            : Write(Defaults(ipv6), _options, " (legacy)", ["# Used default nameservers.\n"]);
    }

    /// <summary>The file of a container that asks the embedded name service.</summary>
    /// <param name="address">Where that is.</param>
    public string ForNameService(string address)
    {
        List<string> options = [.. _options.Where(option => !option.StartsWith(PlainNames + ":", StringComparison.Ordinal) || IsCount(option))];
        var own = options.Any(IsCount);
        if (!own)
            options.Add(PlainNames + ":0");
        var external = Settings().Servers.Select(server => server.OnHost ? $"host({server.Address})" : server.Address);
        return Write([address], options, " (internal resolver)", [
            .. _servers.Count == 0 ? ["# Used default nameservers.\n"] : (string[])[],
            $"# ExtServers: [{string.Join(' ', external)}]\n"], own ? null : "internal");
    }

    /// <summary>Whom the embedded name service asks: the host's servers from the host's network, others from the container's.</summary>
    public ResolverSettings Settings() => new()
    {
        Servers = _servers.Count == 0
            ? [.. Defaults(ipv6: false).Select(server => new NameServer(server, false))]
            : [.. _servers.Select(server => new NameServer(server, !HasOwnServers))],
        KeepsPlainNames = _options.Any(IsCount),
    };

    private string Write(IReadOnlyList<string> servers, IReadOnlyList<string> options, string transform, string[] notes, string? plainNamesFrom = null)
    {
        var text = new StringBuilder();
        text.Append("# Generated by Docker Engine.\n");
        text.Append("# This file can be edited; Docker Engine will not make further changes once it\n");
        text.Append("# has been modified.\n\n");
        foreach (var server in servers)
            text.Append("nameserver ").Append(server).Append('\n');
        if (_search.Count > 0)
            text.Append("search ").AppendJoin(' ', _search).Append('\n');
        if (options.Count > 0)
            text.Append("options ").AppendJoin(' ', options).Append('\n');
        foreach (var line in _others)
            text.Append(line).Append('\n');

        text.Append($"\n# Based on host file: '{_source}'{transform}\n");
        foreach (var note in notes)
            text.Append(note);
        if (_invalid.Count > 0)
            text.Append("# Invalid nameservers: [").AppendJoin(' ', _invalid).Append("]\n");
        text.Append("# Overrides: [").AppendJoin(' ', _overrides).Append("]\n");
        if (options.Any(option => option == PlainNames || option.StartsWith(PlainNames + ":", StringComparison.Ordinal)))
            text.Append("# Option ndots from: ").Append(plainNamesFrom ?? (_overrides.Contains("options") ? "override" : "host")).Append('\n');
        return text.ToString();
    }

    private static ResolvConf Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (IOException)
        {
            return new ResolvConf { _source = path };
        }
    }

    private static string[] Named(IReadOnlyList<string> values, string name) => values.Count > 0 ? [name] : [];

    private static string[] Defaults(bool ipv6) =>
        ipv6 ? ["8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844"] : ["8.8.8.8", "8.8.4.4"];

    private static bool IsCount(string option) => option.StartsWith(PlainNames + ":", StringComparison.Ordinal)
        && uint.TryParse(option.AsSpan(PlainNames.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
