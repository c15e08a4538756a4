using Gantry.Api.Routing;
using Gantry.Engine.Containers;
using Gantry.Network;

namespace Gantry.Api.Networks;

/// <summary>The wish for a network.</summary>
internal sealed record NetworkBody
{
    public string Name { get; set; } = "";
    public string Driver { get; set; } = "";
    public string Scope { get; set; } = "";
    public bool? EnableIPv4 { get; set; }
    public bool? EnableIPv6 { get; set; }
    public IpamBody? IPAM { get; set; }
    public bool Internal { get; set; }
    public bool Attachable { get; set; }
    public bool Ingress { get; set; }
    public bool ConfigOnly { get; set; }
    public ConfigFromInspection? ConfigFrom { get; set; }
    public SortedDictionary<string, string>? Options { get; set; }
    public SortedDictionary<string, string>? Labels { get; set; }

    public NetworkRequest ToRequest(ApiVersion version) => new()
    {
        Name = Name,
        Driver = Driver,
        Scope = Scope,
        EnableIPv4 = version.Minor < 48 ? null : EnableIPv4,
        EnableIPv6 = EnableIPv6,
        Internal = Internal,
        Attachable = Attachable,
        Ingress = Ingress,
        ConfigOnly = ConfigOnly,
        ConfigFrom = ConfigFrom?.Network ?? "",
        Ipam = new IpamInfo
        {
            Driver = IPAM?.Driver ?? "",
            Options = IPAM?.Options,
            Pools = [.. (IPAM?.Config ?? []).Select(pool => new IpamPool(pool.Subnet, pool.Gateway)
            {
                IPRange = pool.IPRange,
                AuxiliaryAddresses = pool.AuxiliaryAddresses ?? [],
            })],
        },
        Options = Options ?? [],
        Labels = Labels ?? [],
    };
}

/// <summary>How addresses are to be given.</summary>
internal sealed record IpamBody
{
    public string Driver { get; set; } = "";
    public SortedDictionary<string, string>? Options { get; set; }
    public IReadOnlyList<IpamPoolBody>? Config { get; set; }
}

/// <summary>A pool of addresses.</summary>
internal sealed record IpamPoolBody
{
    public string Subnet { get; set; } = "";
    public string IPRange { get; set; } = "";
    public string Gateway { get; set; } = "";
    public SortedDictionary<string, string>? AuxiliaryAddresses { get; set; }
}

/// <summary>The id of a new network.</summary>
internal sealed record NetworkCreateAnswer(string Id, string Warning);

/// <summary>Who is to join.</summary>
internal sealed record ConnectBody
{
    public string Container { get; set; } = "";
    public EndpointConfig? EndpointConfig { get; set; }
}

/// <summary>Who is to leave.</summary>
internal sealed record DisconnectBody
{
    public string Container { get; set; } = "";
    public bool Force { get; set; }
}

/// <summary>Networks that a pruning removed.</summary>
internal sealed record NetworkPruneAnswer(IReadOnlyList<string>? NetworksDeleted);
