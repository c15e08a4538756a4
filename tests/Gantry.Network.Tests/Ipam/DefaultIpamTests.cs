using System.Net;

using Gantry.Network.Ipam;
using Gantry.Oci.Errors;

namespace Gantry.Network.Tests.Ipam;

public sealed class DefaultIpamTests
{
    private static readonly SortedDictionary<string, string> None = [];

    [Fact]
    public void The_first_pool_free_on_the_host_is_chosen_and_comes_back()
    {
        var ipam = Ipam(IPNetwork.Parse("172.17.4.0/24"));
        var first = ipam.RequestPool(new PoolRequest(null, null, false, None));
        Assert.Equal("172.18.0.0/16", first.Subnet.ToString());
        Assert.Equal("172.19.0.0/16", ipam.RequestPool(new PoolRequest(null, null, false, None)).Subnet.ToString());
        ipam.ReleasePool(first.Id);
        Assert.Equal("172.18.0.0/16", ipam.RequestPool(new PoolRequest(null, null, false, None)).Subnet.ToString());
    }

    [Fact]
    public void An_IPv6_pool_is_a_unique_local_one()
    {
        var subnet = Ipam().RequestPool(new PoolRequest(null, null, true, None)).Subnet;
        Assert.Equal((0xfd, 64), (subnet.BaseAddress.GetAddressBytes()[0], subnet.PrefixLength));
    }

    [Fact]
    public void Overlapping_pools_and_addresses_given_out_are_refused()
    {
        var ipam = Ipam();
        var pool = ipam.RequestPool(new PoolRequest(IPNetwork.Parse("10.1.0.0/24"), IPNetwork.Parse("10.1.0.128/25"), false, None));
        Assert.Equal("10.1.0.128", ipam.RequestAddress(pool.Id, null, AddressPurpose.Endpoint).ToString());
        Assert.Equal("10.1.0.7", ipam.RequestAddress(pool.Id, IPAddress.Parse("10.1.0.7"), AddressPurpose.Endpoint).ToString());
        Assert.Throws<GantryException>(() => ipam.RequestAddress(pool.Id, IPAddress.Parse("10.1.0.7"), AddressPurpose.Endpoint));
        Assert.Throws<GantryException>(() => ipam.RequestPool(new PoolRequest(IPNetwork.Parse("10.0.0.0/8"), null, false, None)));
    }

    [Fact]
    public void Configured_blocks_are_cut_to_size()
    {
        var ipam = new DefaultIpam(new DefaultPools([new DefaultAddressPool("10.9.0.0/23", 24)], [1]), () => []);
        Assert.Equal("10.9.0.0/24", ipam.RequestPool(new PoolRequest(null, null, false, None)).Subnet.ToString());
        Assert.Equal("10.9.1.0/24", ipam.RequestPool(new PoolRequest(null, null, false, None)).Subnet.ToString());
        var failure = Assert.Throws<GantryException>(() => ipam.RequestPool(new PoolRequest(null, null, false, None)));
        Assert.Equal("all predefined address pools have been fully subnetted", failure.Message);
    }

    private static DefaultIpam Ipam(params IPNetwork[] host) => new(new DefaultPools([], [1]), () => host);
}
