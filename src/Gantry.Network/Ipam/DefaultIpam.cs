using System.Net;

using Gantry.Oci.Errors;

namespace Gantry.Network.Ipam;

/// <summary>Gives out subnets from the daemon's pools, and the lowest free address in them.</summary>
/// <param name="pools">The blocks subnets are cut from.</param>
/// <param name="hostNetworks">Reads the networks the host itself reaches; a subnet is chosen beside them.</param>
internal sealed class DefaultIpam(DefaultPools pools, Func<IReadOnlyCollection<IPNetwork>> hostNetworks) : IIpamDriver
{
    private readonly Lock _turn = new();
    private readonly Dictionary<string, AddressPool> _taken = [];

    /// <inheritdoc/>
    public string Name => "default";

    /// <inheritdoc/>
    public AllocatedPool RequestPool(PoolRequest request)
    {
        // The host is asked outside the lock: the answer comes from the kernel.
        IReadOnlyCollection<IPNetwork> host = request.Subnet is null ? hostNetworks() : [];
        lock (_turn)
        {
            var subnet = request.Subnet
                ?? pools.FirstFree([.. host, .. _taken.Values.Select(pool => pool.Subnet)], request.IsIPv6);
            if (_taken.Values.Any(pool => DefaultPools.Overlap(pool.Subnet, subnet)))
                throw new GantryException(ErrorKind.Denied, "invalid pool request: Pool overlaps with other one on this address space");
            var id = subnet.ToString();
            _taken[id] = new AddressPool(subnet, request.Range);
            return new AllocatedPool(id, subnet, null, "LocalDefault");
        }
    }

    /// <inheritdoc/>
    public void ReleasePool(string poolId)
    {
        lock (_turn)
            _taken.Remove(poolId);
    }

    /// <inheritdoc/>
    public IPAddress RequestAddress(string poolId, IPAddress? wanted, AddressPurpose purpose, string hardwareAddress = "")
    {
        var pool = Find(poolId) ?? throw new GantryException(ErrorKind.NotFound, $"the address pool {poolId} is unknown");
        if (wanted is null)
            return pool.Take() ?? throw new GantryException(ErrorKind.Internal, "no available IPv4 addresses on this network's address pools");
        if (!pool.Subnet.Contains(wanted))
            throw new GantryException(ErrorKind.Invalid, $"{wanted} is not in {pool.Subnet}");
        return pool.TryTake(wanted) ? wanted : throw new GantryException(ErrorKind.Denied, "Address already in use");
    }

    /// <inheritdoc/>
    public void ReleaseAddress(string poolId, IPAddress address) => Find(poolId)?.Release(address);

    private AddressPool? Find(string id)
    {
        lock (_turn)
            return _taken.GetValueOrDefault(id);
    }
}
