using System.Text.Json.Serialization;

namespace Gantry.Cli.Client;

/// <summary>A network, as far as this client reads GET /networks and GET /networks/{id}.</summary>
internal sealed record NetworkDetails
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public string Driver { get; init; } = "";

    public string Scope { get; init; } = "";

    /// <summary>In RFC 3339.</summary>
    public string Created { get; init; } = "";

    public bool EnableIPv4 { get; init; }

    public bool EnableIPv6 { get; init; }

    public bool Internal { get; init; }

    public Dictionary<string, string>? Labels { get; init; }

    /// <summary>Who is on it, by container's id; a list leaves it out.</summary>
    public Dictionary<string, Nothing>? Containers { get; init; }
}

/// <summary>The body of POST /networks/create.</summary>
internal sealed record CreateNetwork
{
    public string Name { get; init; } = "";

    public string Driver { get; init; } = "";

    public string Scope { get; init; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? EnableIPv4 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? EnableIPv6 { get; init; }

    [JsonPropertyName("IPAM")]
    public AddressPlan? Ipam { get; init; }

    public bool Internal { get; init; }

    public bool Attachable { get; init; }

    public bool Ingress { get; init; }

    public bool ConfigOnly { get; init; }

    /// <summary>The network whose configuration it takes.</summary>
    [JsonPropertyName("ConfigFrom")]
    public NetworkSource? ConfigSource { get; init; }

    public IReadOnlyDictionary<string, string>? Options { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}

/// <summary>Where a network's addresses come from.</summary>
internal sealed record AddressPlan(string Driver, IReadOnlyDictionary<string, string>? Options, IReadOnlyList<AddressPool>? Config);

/// <summary>A subnet of a network.</summary>
internal sealed record AddressPool
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Subnet { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IPRange { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gateway { get; init; }

    /// <summary>Addresses that are taken, by the name of who has them.</summary>
    [JsonPropertyName("AuxiliaryAddresses"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Auxiliary { get; init; }
}

/// <summary>The answer to creating a network.</summary>
internal sealed record CreatedNetwork(string Id, string? Warning);

/// <summary>The body of POST /networks/{id}/connect.</summary>
internal sealed record ConnectContainer(string Container, EndpointSettings? EndpointConfig);

/// <summary>The body of POST /networks/{id}/disconnect.</summary>
internal sealed record DisconnectContainer(string Container, bool Force);

/// <summary>A network that lends its configuration.</summary>
internal sealed record NetworkSource(string Network);
