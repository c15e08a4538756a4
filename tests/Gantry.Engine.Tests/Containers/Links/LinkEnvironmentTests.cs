using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Links;
using Gantry.Oci.Images;

namespace Gantry.Engine.Tests.Containers.Links;

public sealed class LinkEnvironmentTests
{
    [Fact]
    public void The_first_port_by_tcp_then_number_is_the_plain_one_and_ranges_follow_the_port_behind_them()
    {
        var names = Variables("7000/tcp", "7001/tcp", "53/udp", "80/tcp").Select(variable => variable[..variable.IndexOf('=', StringComparison.Ordinal)]).ToList();
        Assert.Equal("A_B_PORT=tcp://172.17.0.2:80", Variables("53/udp", "80/tcp")[0]);
        Assert.True(names.IndexOf("A_B_PORT_80_TCP") < names.IndexOf("A_B_PORT_7000_TCP"));
        Assert.Equal(names.IndexOf("A_B_PORT_53_UDP_PROTO") + 1, names.IndexOf("A_B_PORT_7000_TCP_START"));
        Assert.Contains("A_B_PORT_7000_TCP_PORT_END=7001", Variables("7000/tcp", "7001/tcp"));
        Assert.DoesNotContain("A_B_PORT_7000_TCP_PORT_END=7000", Variables("7000/tcp"));
    }

    [Fact]
    public void The_target_is_named_and_its_environment_handed_on_but_for_home_and_path()
    {
        var variables = Variables();
        Assert.Equal(["A_B_NAME=/web/a-b", "A_B_ENV_KEY=value"], variables);
    }

    private static List<string> Variables(params string[] ports)
    {
        var exposed = new SortedDictionary<string, EmptyObject>(StringComparer.Ordinal);
        foreach (var port in ports)
            exposed[port] = new EmptyObject();
        return [.. LinkEnvironment.Of("web", "a-b", "172.17.0.2", new ContainerConfig { ExposedPorts = exposed, Env = ["HOME=/x", "PATH=/bin", "KEY=value"] })];
    }
}
