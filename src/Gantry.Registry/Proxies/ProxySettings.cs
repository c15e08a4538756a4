namespace Gantry.Registry.Proxies;

/// <summary>By way of whom registries are reached.</summary>
/// <param name="Http">For addresses of scheme http; empty: directly.</param>
/// <param name="Https">For addresses of scheme https; empty: directly.</param>
/// <param name="None">Hosts that are reached directly, separated by commas.</param>
public sealed record ProxySettings(string Http, string Https, string None)
{
    /// <summary>Everything directly.</summary>
    public static ProxySettings Direct { get; } = new("", "", "");

    /// <summary>Those of the environment: <c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c>, <c>NO_PROXY</c>, or in small letters.</summary>
    public static ProxySettings OfEnvironment() => new(Variable("HTTP_PROXY"), Variable("HTTPS_PROXY"), Variable("NO_PROXY"));

    /// <summary>An address as it may be shown: a name and a password in it are hidden, also where it is no address or lacks its scheme.</summary>
    /// <param name="address">The address.</param>
    public static string Masked(string address)
    {
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        var start = scheme < 0 ? 0 : scheme + 3;
        var slash = address.IndexOf('/', start);
        var at = address.AsSpan(start, (slash < 0 ? address.Length : slash) - start).LastIndexOf('@');
        return at < 0 ? address : $"{address[..start]}xxxxx:xxxxx{address[(start + at)..]}";
    }

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : Environment.GetEnvironmentVariable(name.ToLowerInvariant()) ?? "";
}
