using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Network;

/// <summary>Containers on macvlan networks, as users make them.</summary>
public sealed class MacvlanTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task Containers_on_a_parent_reach_each_other_by_name_and_publish_nothing()
    {
        (await Engine.Shell("ip link add wire0 type veth peer name wire1; ip link set wire0 up; ip link set wire1 up")).Ok();
        (await Docker("network create -d macvlan --subnet 10.75.0.0/24 -o parent=wire0 wire")).Ok();
        await Idle("web", "--network wire -p 8075:80");
        (await Busybox("--network wire", "ping -c 1 -W 2 web")).Ok();
        (await Busybox("--network wire --mac-address 02:00:00:00:00:75", "cat /sys/class/net/eth0/address; ip route | head -1")).Prints("02:00:00:00:00:75\ndefault via 10.75.0.1 dev eth0 \n");
        (await Docker("port web")).Prints("");
        (await Docker("inspect -f '{{json .NetworkSettings.Ports}}' web")).Prints("{}\n");
        (await Docker("network create -d macvlan --internal --subnet 10.77.0.0/24 -o parent=wire1 inner")).Ok();
        (await Busybox("--network inner", "ip route")).Prints("10.77.0.0/24 dev eth0 scope link  src 10.77.0.1 \n");
        (await Docker("network rm inner")).Ok();
        (await Busybox("--network none", "ls /sys/class/net")).Prints("lo\n");
        await Engine.RemoveContainers();
        (await Docker("network rm wire")).Ok();
        (await Engine.Shell("ip link del wire0")).Ok();
    }

    [Theory]
    [InlineData("macvlan -o parent=lo", "loopback interface is not a valid macvlan parent link")]
    [InlineData("macvlan -o parent=nowhere", "invalid subinterface vlan name nowhere, example formatting is eth0.10")]
    [InlineData("ipvlan -o parent=docker0 -o ipvlan_mode=l9", "requested ipvlan mode 'l9' is not valid, 'l2' mode is the ipvlan driver default")]
    public async Task A_network_that_cannot_be_is_refused(string driver, string message) =>
        (await Docker($"network create --subnet 10.76.0.0/24 -d {driver} wrong")).Fails(1, $"Error response from daemon: {message}");
}
