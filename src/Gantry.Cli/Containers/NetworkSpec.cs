using System.Globalization;
using System.Text.RegularExpressions;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Containers;

/// <summary>One <c>--network</c>: a name alone, or <c>name=…,alias=…,ip=…</c>.</summary>
internal sealed partial record NetworkSpec(string Target)
{
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public IReadOnlyList<string> Links { get; init; } = [];

    public string IPv4 { get; init; } = "";

    public string IPv6 { get; init; } = "";

    public IReadOnlyList<string> LinkLocal { get; init; } = [];

    public string MacAddress { get; init; } = "";

    public SortedDictionary<string, string>? DriverOptions { get; init; }

    public int GatewayPriority { get; init; }

    /// <summary>False for the networks every engine has, and for another container's.</summary>
    public bool IsUserDefined => Target is not ("default" or "bridge" or "none" or "host") && !Target.StartsWith("container:", StringComparison.Ordinal);

    public static NetworkSpec Parse(string text)
    {
        var spec = new NetworkSpec("");
        if (!text.Contains('='))
            return spec with { Target = text };
        foreach (var field in CsvFields.Split(text))
        {
            if (field.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } raw])
                throw new FormatException($"invalid field {field}");
            var value = raw.Trim().ToLowerInvariant();
            spec = name.Trim().ToLowerInvariant() switch
            {
                "name" => spec with { Target = value },
                "alias" => spec with { Aliases = [.. spec.Aliases, value] },
                "ip" => spec with { IPv4 = value },
                "ip6" => spec with { IPv6 = value },
                "link-local-ip" => spec with { LinkLocal = [.. spec.LinkLocal, value] },
                "mac-address" => spec with { MacAddress = value },
                "driver-opt" => spec with { DriverOptions = WithOption(spec.DriverOptions, raw.Trim()) },
                "gw-priority" => spec with
                {
                    GatewayPriority = int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority)
                        ? priority : throw new FormatException($"invalid gw-priority ({value}): not a number"),
                },
                var key => throw new FormatException($"invalid field key {key}"),
            };
        }

        return spec.Target.Length > 0 ? spec : throw new FormatException("network name/id is not specified");
    }

    public static string CheckLink(string text)
    {
        var parts = text.Split(':');
        if (text.Length == 0)
            throw new FormatException("empty string specified for links");
        if (parts.Length > 2)
            throw new FormatException($"bad format for links: {text}");
        return text;
    }

    /// <exception cref="CliException">It is no MAC address.</exception>
    public static void CheckMacAddress(string text)
    {
        if (text.Length > 0 && !Mac().IsMatch(text.Trim()))
            throw new CliException($"{text} is not a valid mac address");
    }

    /// <summary>Takes over the flags that concern the first network.</summary>
    /// <exception cref="CliException">The same is said twice.</exception>
    public NetworkSpec With(IReadOnlyList<string> aliases, IReadOnlyList<string> links, string ip, string ip6, IReadOnlyList<string> linkLocal, string mac)
    {
        Exclude(Aliases.Count > 0 && aliases.Count > 0, "--network-alias and per-network alias");
        Exclude(IPv4.Length > 0 && ip.Length > 0, "--ip and per-network IPv4 address");
        Exclude(IPv6.Length > 0 && ip6.Length > 0, "--ip6 and per-network IPv6 address");
        Exclude(MacAddress.Length > 0 && mac.Length > 0, "--mac-address and per-network MAC address");
        Exclude(LinkLocal.Count > 0 && linkLocal.Count > 0, "--link-local-ip and per-network link-local IP addresses");
        return this with
        {
            Aliases = aliases.Count > 0 ? aliases : Aliases,
            Links = IsUserDefined ? links : [],
            IPv4 = ip.Length > 0 ? ip : IPv4,
            IPv6 = ip6.Length > 0 ? ip6 : IPv6,
            LinkLocal = linkLocal.Count > 0 ? linkLocal : LinkLocal,
            MacAddress = mac.Length > 0 ? mac : MacAddress,
        };
    }

    /// <exception cref="CliException">The network cannot have what is asked of it.</exception>
    public EndpointSettings ToEndpoint()
    {
        if (Aliases.Count > 0 && !IsUserDefined)
            throw new CliException("network-scoped aliases are only supported for user-defined networks");
        CheckMacAddress(MacAddress);
        return new EndpointSettings
        {
            Ipam = IPv4.Length + IPv6.Length + LinkLocal.Count == 0 ? null : new EndpointAddresses
            {
                IPv4Address = IPv4.Length > 0 ? IPv4 : null,
                IPv6Address = IPv6.Length > 0 ? IPv6 : null,
                LinkLocalIPs = LinkLocal.Count > 0 ? LinkLocal : null,
            },
            Links = Links.Count > 0 ? Links : null,
            Aliases = Aliases.Count > 0 ? Aliases : null,
            MacAddress = MacAddress.Trim(),
            DriverOpts = DriverOptions,
            GwPriority = GatewayPriority,
        };
    }

    private static SortedDictionary<string, string> WithOption(SortedDictionary<string, string>? options, string word)
    {
        if (word.Split('=', 2) is not [var key, var value])
            throw new FormatException("invalid key value pair format in driver options");
        options ??= new SortedDictionary<string, string>(StringComparer.Ordinal);
        options[key.Trim().ToLowerInvariant()] = value.Trim().ToLowerInvariant();
        return options;
    }

    private static void Exclude(bool both, string what)
    {
        if (both)
            throw new CliException($"conflicting options: cannot specify both {what}");
    }

    [GeneratedRegex("^[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}$")]
    private static partial Regex Mac();
}
