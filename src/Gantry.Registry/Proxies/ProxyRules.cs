using System.Net;

namespace Gantry.Registry.Proxies;

/// <summary>Which proxy an address is reached by, after the rules of Go's library, which are Docker's: this machine never by one; in the list of
/// exceptions a name stands for its subdomains too, a name with a dot before it for those alone, and there may be addresses, blocks of addresses and ports.</summary>
internal sealed class ProxyRules : IWebProxy
{
    private readonly Uri? _http, _https;
    private readonly IReadOnlyList<string> _none;

    public ProxyRules(ProxySettings settings)
    {
        (_http, _https) = (Address(settings.Http), Address(settings.Https));
        _none = settings.None.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Credentials = new ProxyCredentials();
    }

    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : Of(destination);

    public bool IsBypassed(Uri host) => Of(host) is null || IsHere(host.IdnHost) || _none.Any(exception => Matches(exception, host));

    private Uri? Of(Uri destination) => destination.Scheme == Uri.UriSchemeHttps ? _https : _http;

    private static bool IsHere(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool Matches(string exception, Uri uri)
    {
        if (exception == "*") return true;
        var (host, literal) = (uri.IdnHost.ToLowerInvariant(), IPAddress.TryParse(uri.IdnHost, out var address) ? address : null);
        if (IPNetwork.TryParse(exception, out var block)) return literal is not null && block.Contains(literal);
        var name = exception.ToLowerInvariant();
        if (!IPAddress.TryParse(name, out _) && name.LastIndexOf(':') is > 0 and var colon && int.TryParse(name[(colon + 1)..], out var port))
        {
            if (port != uri.Port) return false;
            name = name[..colon].Trim('[', ']');
        }

        if (IPAddress.TryParse(name, out var other)) return other.Equals(literal);
        if (name.StartsWith("*.", StringComparison.Ordinal)) name = name[1..];
        return name.StartsWith('.') ? host.EndsWith(name, StringComparison.Ordinal) : host == name || host.EndsWith("." + name, StringComparison.Ordinal);
    }

    /// <summary>An address may lack its scheme: "proxy:3128".</summary>
    private static Uri? Address(string text) =>
        text.Length == 0 ? null
        : Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, UriKind.Absolute, out var uri) ? uri
        : null;

    /// <summary>A proxy's name and password stand in its address.</summary>
    private sealed class ProxyCredentials : ICredentials
    {
        public NetworkCredential? GetCredential(Uri uri, string authType) =>
            uri.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var rest] ? new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(string.Concat(rest))) : null;
    }
}
