using System.Net;

namespace Gantry.Network.Ipam;

/// <summary>Address management of networks without addresses: every pool and address is nothing.</summary>
internal sealed class NullIpam : IIpamDriver
{
    /// <inheritdoc/>
    public string Name => "null";

    /// <inheritdoc/>
    public AllocatedPool RequestPool(PoolRequest request) => new("null", new IPNetwork(IPAddress.Any, 0), IPAddress.Any, "null");

    /// <inheritdoc/>
    public void ReleasePool(string poolId)
    {
    }

    /// <inheritdoc/>
    public IPAddress RequestAddress(string poolId, IPAddress? wanted, AddressPurpose purpose, string hardwareAddress = "") => IPAddress.Any;

    /// <inheritdoc/>
    public void ReleaseAddress(string poolId, IPAddress address)
    {
    }
}
