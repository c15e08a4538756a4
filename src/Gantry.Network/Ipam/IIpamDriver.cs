using System.Net;

namespace Gantry.Network.Ipam;

/// <summary>
/// Gives out subnets and the addresses in them. One of this program remembers nothing across a restart of the daemon: what is stored with networks and
/// endpoints is asked for again, in the same words. One of another program says whether it wants that too.
/// </summary>
internal interface IIpamDriver
{
    /// <summary>Name of the driver as users see it.</summary>
    string Name { get; }

    /// <summary>Whether it is another program, which may take its time.</summary>
    bool IsRemote => false;

    /// <summary>Whether it has to be told the hardware address an address is for.</summary>
    bool NeedsHardwareAddress => false;

    /// <summary>Whether what is stored has to be asked for again after a restart.</summary>
    bool NeedsReplay => true;

    /// <summary>Takes a subnet.</summary>
    /// <param name="request">The subnet wanted, or that one is to be chosen.</param>
    /// <exception cref="Oci.Errors.GantryException">It is taken, or there is none.</exception>
    AllocatedPool RequestPool(PoolRequest request);

    /// <summary>Gives a subnet back.</summary>
    void ReleasePool(string poolId);

    /// <summary>Takes an address.</summary>
    /// <param name="poolId">The subnet.</param>
    /// <param name="wanted">A certain address; null: a free one.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="hardwareAddress">The hardware address it is for, where the driver needs it.</param>
    /// <exception cref="Oci.Errors.GantryException">It is taken, or there is none.</exception>
    IPAddress RequestAddress(string poolId, IPAddress? wanted, AddressPurpose purpose, string hardwareAddress = "");

    /// <summary>Gives an address back; no error if it is free.</summary>
    void ReleaseAddress(string poolId, IPAddress address);
}

/// <summary>A wish for a subnet.</summary>
/// <param name="Subnet">The subnet; null: any.</param>
/// <param name="Range">Part of it to take addresses from; null: all.</param>
/// <param name="IsIPv6">The family where any will do.</param>
/// <param name="Options">Options of the driver.</param>
internal sealed record PoolRequest(IPNetwork? Subnet, IPNetwork? Range, bool IsIPv6, IReadOnlyDictionary<string, string> Options);

/// <summary>A subnet that was given out.</summary>
/// <param name="Id">The driver's id of it.</param>
/// <param name="Subnet">The subnet.</param>
/// <param name="Gateway">Its gateway where the driver chose one; null: the caller asks for one.</param>
/// <param name="AddressSpace">The driver's name of the space it is from.</param>
internal sealed record AllocatedPool(string Id, IPNetwork Subnet, IPAddress? Gateway, string AddressSpace);

/// <summary>What an address is for.</summary>
internal enum AddressPurpose
{
    /// <summary>A container.</summary>
    Endpoint,

    /// <summary>The host's side of a network.</summary>
    Gateway,

    /// <summary>Something that is not ours, which keeps it from all others.</summary>
    Auxiliary,
}
