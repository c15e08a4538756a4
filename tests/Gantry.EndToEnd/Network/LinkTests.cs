using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Network;

/// <summary>Legacy links between containers of the default bridge.</summary>
public sealed class LinkTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task A_linked_container_is_known_by_variables_names_and_the_hosts_file()
    {
        await Idle("database", "-e KEY=value --expose 5432");
        var address = (await Docker("inspect -f {{.NetworkSettings.Networks.bridge.IPAddress}} database")).Ok().Out.Trim();
        await Idle("web", "--link database:my-db");
        (await Docker("exec web sh -c 'env | grep ^MY_DB_ | sort'")).Prints($"""
            MY_DB_ENV_KEY=value
            MY_DB_NAME=/web/my-db
            MY_DB_PORT=tcp://{address}:5432
            MY_DB_PORT_5432_TCP=tcp://{address}:5432
            MY_DB_PORT_5432_TCP_ADDR={address}
            MY_DB_PORT_5432_TCP_PORT=5432
            MY_DB_PORT_5432_TCP_PROTO=tcp

            """);
        (await Docker("inspect -f '{{json .HostConfig.Links}}' web")).Prints("[\"/database:/web/my-db\"]\n");
        (await Docker("ps --no-trunc -f name=database --format {{.Names}}")).Prints("database,web/my-db\n");
        (await Docker("rm --link web/my-db")).Prints("web/my-db\n");
        Assert.NotEqual(0, (await Docker("exec web grep -w my-db /etc/hosts")).Exit);
        (await Docker("inspect -f '{{json .HostConfig.Links}}' web")).Prints("null\n");
        await Engine.RemoveContainers();
    }

    [Fact]
    public async Task The_hosts_file_follows_a_target_that_comes_back_at_another_address()
    {
        await Idle("database");
        await Idle("web", "--link database:db");
        (await Docker("stop -t 0 database")).Ok();
        await Idle("squatter");
        (await Docker("start database")).Ok();
        var address = (await Docker("inspect -f {{.NetworkSettings.Networks.bridge.IPAddress}} database")).Ok().Out.Trim();
        (await Docker("exec web sh -c \"grep -w db /etc/hosts | cut -f1\"")).Prints(address + "\n");
        await Engine.RemoveContainers();
    }

    [Theory]
    [InlineData("--link nosuch:x", "could not get container for nosuch: No such container: nosuch")]
    [InlineData("--link asleep:x --name web", "Cannot link to a non running container: /asleep AS /web/x")]
    [InlineData("--network host --link asleep:x", "conflicting options: host type networking can't be used with links. This would result in undefined behavior")]
    public async Task A_link_that_cannot_be_is_refused(string flags, string message)
    {
        (await Docker("create --name asleep busybox")).Ok();
        Assert.Contains(message, (await Docker($"run --rm {flags} busybox true")).Err, StringComparison.Ordinal);
        await Engine.RemoveContainers();
    }

    [Fact]
    public async Task A_container_taken_off_its_last_network_starts_without_one()
    {
        (await Docker("network create leaving")).Ok();
        (await Docker("create --name alone --network leaving busybox ls /sys/class/net")).Ok();
        (await Docker("network disconnect leaving alone")).Ok();
        (await Docker("inspect -f '{{json .NetworkSettings.Networks}}' alone")).Prints("{}\n");
        (await Docker("start -a alone")).Prints("lo\n");
        Assert.Contains("endpoint nosuch not found", (await Docker("network disconnect -f leaving nosuch")).Err, StringComparison.Ordinal);
        await Engine.RemoveContainers();
        (await Docker("network rm leaving")).Ok();
    }
}
