using Gantry.Cli.Client;
using Gantry.Compose.Plan;

using CreateNetwork = Gantry.Cli.Client.CreateNetwork;

namespace Gantry.Cli.Compose.Requests;

/// <summary>A network as the engine is asked to make it.</summary>
internal static class NetworkRequest
{
    public static CreateNetwork Of(NetworkOrder order) => new()
    {
        Name = order.Name,
        Driver = order.Driver,
        EnableIPv4 = order.EnableIPv4,
        EnableIPv6 = order.EnableIPv6,
        Ipam = order.AddressDriver.Length > 0 || order.Pools.Count > 0
            ? new AddressPlan(order.AddressDriver, null, order.Pools.Count > 0 ? [.. order.Pools.Select(Pool)] : null)
            : null,
        Internal = order.Internal,
        Attachable = order.Attachable,
        Options = order.Options,
        Labels = order.Labels,
    };

    private static AddressPool Pool(NetworkPool pool) => new()
    {
        Subnet = Given(pool.Subnet),
        IPRange = Given(pool.Range),
        Gateway = Given(pool.Gateway),
        Auxiliary = pool.Auxiliary is { Count: > 0 } taken ? taken : null,
    };

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
