using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Gantry.Network.Remote;

/// <summary>What every answer may hold.</summary>
internal record RemoteAnswer
{
    /// <summary>Why it was not done; empty: it was.</summary>
    public string? Err { get; set; }
}

/// <summary>Arguments of a call that has none.</summary>
internal sealed record EmptyCall;

/// <summary>A subnet of a network that is to be made.</summary>
internal sealed record RemoteSubnet(
    string AddressSpace,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SortedDictionary<string, string>? AuxAddresses,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Gateway,
    string Pool);

/// <summary>Arguments of <c>NetworkDriver.CreateNetwork</c>.</summary>
internal sealed record CreateNetworkCall(string NetworkID, JsonObject Options, IReadOnlyList<RemoteSubnet> IPv4Data, IReadOnlyList<RemoteSubnet> IPv6Data);

/// <summary>Arguments of <c>NetworkDriver.DeleteNetwork</c>.</summary>
internal sealed record NetworkCall(string NetworkID);

/// <summary>Arguments of <c>NetworkDriver.GwAllocCheck</c>.</summary>
internal sealed record GatewayCheckCall(JsonObject Options);

/// <summary>Addresses of an endpoint, with the bits of their networks; empty: none.</summary>
internal sealed record RemoteInterface
{
    public string? Address { get; set; }
    public string? AddressIPv6 { get; set; }
    public string? MacAddress { get; set; }
}

/// <summary>Arguments of <c>NetworkDriver.CreateEndpoint</c>.</summary>
internal sealed record CreateEndpointCall(string NetworkID, string EndpointID, RemoteInterface Interface, JsonObject Options);

/// <summary>Arguments of <c>NetworkDriver.Join</c>.</summary>
internal sealed record JoinCall(string NetworkID, string EndpointID, string SandboxKey, JsonObject Options);

/// <summary>Arguments of <c>NetworkDriver.ProgramExternalConnectivity</c>.</summary>
internal sealed record ConnectivityCall(string NetworkID, string EndpointID, JsonObject Options);

/// <summary>Arguments of the calls about an endpoint that is there.</summary>
internal sealed record EndpointCall(string NetworkID, string EndpointID);

/// <summary>The answer of <c>NetworkDriver.GetCapabilities</c>.</summary>
internal sealed record DriverCapabilities : RemoteAnswer
{
    public string? Scope { get; set; }
    public string? ConnectivityScope { get; set; }
    public bool GwAllocChecker { get; set; }
}

/// <summary>The answer of <c>NetworkDriver.GwAllocCheck</c>.</summary>
internal sealed record GatewayCheck : RemoteAnswer
{
    public bool SkipIPv4 { get; set; }
    public bool SkipIPv6 { get; set; }
}

/// <summary>The answer of <c>NetworkDriver.CreateEndpoint</c>.</summary>
internal sealed record CreatedEndpoint : RemoteAnswer
{
    public RemoteInterface? Interface { get; set; }
}

/// <summary>The link a sandbox gets: its name on the host, and what its name inside begins with.</summary>
internal sealed record RemoteInterfaceName
{
    public string? SrcName { get; set; }
    public string? DstName { get; set; }
    public string? DstPrefix { get; set; }
}

/// <summary>A route a sandbox gets; type 1 leads to the link itself.</summary>
internal sealed record RemoteRoute
{
    public string? Destination { get; set; }
    public int RouteType { get; set; }
    public string? NextHop { get; set; }
}

/// <summary>The answer of <c>NetworkDriver.Join</c>.</summary>
internal sealed record JoinedEndpoint : RemoteAnswer
{
    public RemoteInterfaceName? InterfaceName { get; set; }
    public string? Gateway { get; set; }
    public string? GatewayIPv6 { get; set; }
    public IReadOnlyList<RemoteRoute?>? StaticRoutes { get; set; }
    public bool DisableGatewayService { get; set; }
}

/// <summary>The answer of <c>IpamDriver.GetCapabilities</c>.</summary>
internal sealed record IpamCapabilities : RemoteAnswer
{
    public bool RequiresMACAddress { get; set; }
    public bool RequiresRequestReplay { get; set; }
}

/// <summary>The answer of <c>IpamDriver.GetDefaultAddressSpaces</c>.</summary>
internal sealed record AddressSpaces : RemoteAnswer
{
    public string? LocalDefaultAddressSpace { get; set; }
    public string? GlobalDefaultAddressSpace { get; set; }
}

/// <summary>Arguments of <c>IpamDriver.RequestPool</c>.</summary>
internal sealed record RequestPoolCall(string AddressSpace, string Pool, string SubPool, SortedDictionary<string, string> Options, bool V6);

/// <summary>The answer of <c>IpamDriver.RequestPool</c>.</summary>
internal sealed record RequestedPool : RemoteAnswer
{
    public string? PoolID { get; set; }
    public string? Pool { get; set; }
    public SortedDictionary<string, string>? Data { get; set; }
}

/// <summary>Arguments of <c>IpamDriver.ReleasePool</c>.</summary>
internal sealed record PoolCall(string PoolID);

/// <summary>Arguments of <c>IpamDriver.RequestAddress</c>.</summary>
internal sealed record RequestAddressCall(string PoolID, string Address, SortedDictionary<string, string>? Options);

/// <summary>The answer of <c>IpamDriver.RequestAddress</c>.</summary>
internal sealed record RequestedAddress : RemoteAnswer
{
    public string? Address { get; set; }
}

/// <summary>Arguments of <c>IpamDriver.ReleaseAddress</c>.</summary>
internal sealed record AddressCall(string PoolID, string Address);

/// <summary>JSON of Docker's plugin protocols for networks and addresses.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(RemoteAnswer))]
[JsonSerializable(typeof(EmptyCall))]
[JsonSerializable(typeof(CreateNetworkCall))]
[JsonSerializable(typeof(NetworkCall))]
[JsonSerializable(typeof(GatewayCheckCall))]
[JsonSerializable(typeof(CreateEndpointCall))]
[JsonSerializable(typeof(JoinCall))]
[JsonSerializable(typeof(ConnectivityCall))]
[JsonSerializable(typeof(EndpointCall))]
[JsonSerializable(typeof(DriverCapabilities))]
[JsonSerializable(typeof(GatewayCheck))]
[JsonSerializable(typeof(CreatedEndpoint))]
[JsonSerializable(typeof(JoinedEndpoint))]
[JsonSerializable(typeof(IpamCapabilities))]
[JsonSerializable(typeof(AddressSpaces))]
[JsonSerializable(typeof(RequestPoolCall))]
[JsonSerializable(typeof(RequestedPool))]
[JsonSerializable(typeof(PoolCall))]
[JsonSerializable(typeof(RequestAddressCall))]
[JsonSerializable(typeof(RequestedAddress))]
[JsonSerializable(typeof(AddressCall))]
internal sealed partial class RemoteMessages : JsonSerializerContext;
