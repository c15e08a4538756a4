using Gantry.Compose.Model;
using Gantry.Compose.Observed;

namespace Gantry.Compose.Plan;

/// <summary>Makes orders of what a file says about networks.</summary>
internal static class NetworkOrders
{
    public static NetworkOrder Of(Project project, string key, Network network) => new()
    {
        Name = network.Name,
        Driver = network.Driver ?? "",
        Options = network.DriverOptions.Count > 0 ? network.DriverOptions : null,
        Internal = network.Internal,
        Attachable = network.Attachable,
        EnableIPv4 = network.EnableIPv4,
        EnableIPv6 = network.EnableIPv6,
        AddressDriver = network.Ipam?.Driver ?? "",
        Pools = [.. (network.Ipam?.Config ?? []).Select(pool => new NetworkPool(pool.Subnet, pool.IPRange, pool.Gateway, pool.AuxiliaryAddresses))],
        Labels = new SortedDictionary<string, string>(network.Labels.ToDictionary(), StringComparer.Ordinal)
        {
            [ComposeLabels.Network] = key,
            [ComposeLabels.Project] = project.Name,
            [ComposeLabels.Version] = ComposeLabels.SpokenVersion,
            [ComposeLabels.ConfigHash] = NetworkHash.Of(network),
        },
    };
}
