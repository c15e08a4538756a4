using Gantry.Network.Endpoints;
using Gantry.Oci.Errors;

namespace Gantry.Network.Tests.Endpoints;

public sealed class InterfaceOptionsTests
{
    private const string Settings = "com.docker.network.endpoint.sysctls";

    [Theory]
    [InlineData("net.ipv4.conf.IFNAME.log_martians=1", 0)]
    [InlineData("net.ipv6.conf.IFNAME.accept_ra=2,net.ipv4.neigh.IFNAME.gc_stale_time=60", 0)]
    [InlineData("net.ipv4.conf.eth0.log_martians=1", 1)]
    [InlineData("kernel.shmmax=1,net.core.somaxconn=1", 2)]
    [InlineData("net.ipv4.conf.IFNAME.../../../../kernel/x=1", 1)]
    public void Only_settings_of_the_link_itself_are_taken(string text, int faults) =>
        Assert.Equal(faults, InterfaceOptions.Faults(new Dictionary<string, string> { [Settings] = text }).Count());

    [Theory]
    [InlineData("abcdefghijklmnop", "numerical result out of range")]
    [InlineData("lo", "file exists")]
    [InlineData("eth0", "file exists")]
    public void A_name_the_kernel_does_not_take_is_refused(string name, string reason) =>
        Assert.Equal(
            $"failed to add interface veth1 to sandbox: error renaming interface \"veth1\" to \"{name}\": {reason}",
            Assert.Throws<GantryException>(() => InterfaceOptions.CheckName(name, "veth1", ["eth0"])).Message);
}
