using System.Text.Json.Serialization;

namespace Gantry.Engine.Containers;

/// <summary>The networks a container is created on.</summary>
public sealed record NetworkingConfig
{
    /// <summary>Settings by network name.</summary>
    public SortedDictionary<string, EndpointConfig?>? EndpointsConfig { get; set; }
}

/// <summary>What a user may ask of one endpoint.</summary>
public sealed record EndpointConfig
{
    /// <summary>Fixed addresses.</summary>
    public EndpointAddresses? IPAMConfig { get; set; }

    /// <summary>Legacy links.</summary>
    public IReadOnlyList<string>? Links { get; set; }

    /// <summary>Further names in the network's name service.</summary>
    public IReadOnlyList<string>? Aliases { get; set; }

    /// <summary>The interface's hardware address; empty: derived.</summary>
    public string? MacAddress { get; set; }

    /// <summary>Driver options.</summary>
    public SortedDictionary<string, string>? DriverOpts { get; set; }

    /// <summary>Which endpoint gives the default gateway: the highest.</summary>
    public int GwPriority { get; set; }
}

/// <summary>Fixed addresses of an endpoint; what is empty is left out, as Docker does.</summary>
public sealed record EndpointAddresses
{
    /// <summary>IPv4 address.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IPv4Address { get; set => field = value is "" ? null : value; }

    /// <summary>IPv6 address.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IPv6Address { get; set => field = value is "" ? null : value; }

    /// <summary>Link-local addresses.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? LinkLocalIPs { get; set => field = value is { Count: 0 } ? null : value; }
}
