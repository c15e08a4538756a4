using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Run;

public sealed class FlagTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task Environment_variables_come_from_the_flag_the_client_and_the_file()
    {
        await File.WriteAllTextAsync(Engine.Work + "/env", "# a comment\nFROM_FILE=file value\nHOME\n");
        (await Busybox($"-e A=1 -e 'B=two words' -e LANG -e UNSET_IN_THE_CLIENT --env-file {Engine.Work}/env", "echo \"$A|$B|$LANG|${UNSET_IN_THE_CLIENT-unset}|$FROM_FILE|$HOME\""))
            .Prints($"1|two words|C.UTF-8|unset|file value|{Engine.Work}\n");
    }

    [Fact]
    public async Task The_environment_holds_path_hostname_and_home_and_nothing_else() =>
        (await Docker("run --rm -h box -u 1000 busybox env")).Prints("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nHOSTNAME=box\nHOME=/home\n");

    [Fact]
    public async Task A_terminal_adds_TERM() => Assert.Contains("TERM=xterm\r\n", (await Docker("run --rm -t busybox env")).Ok().Out, StringComparison.Ordinal);

    [Fact]
    public async Task The_working_folder_is_made_when_it_is_missing() =>
        (await Busybox("-w /made/for/it", "pwd; stat -c '%a %u:%g' /made/for/it")).Prints("/made/for/it\n755 0:0\n");

    [Theory]
    [InlineData("0", "0:0 0 10")]
    [InlineData("alice", "1000:1000 1000 10 2000")]
    [InlineData("1000", "1000:1000 1000 10 2000")]
    [InlineData("1234", "1234:0 0")]
    [InlineData("1234:5678", "1234:5678 5678")]
    [InlineData("alice:wheel", "1000:10 10")]
    [InlineData(":10", "0:10 10")]
    public async Task Users_and_groups_come_from_the_files_of_the_image(string user, string ids) =>
        (await Busybox("-u " + user, "echo $(id -u):$(id -g) $(id -G)")).Prints(ids + "\n");

    [Fact]
    public async Task Additional_groups_are_given_by_name_and_number() =>
        (await Busybox("-u alice --group-add nogroup --group-add 777", "grep Groups: /proc/self/status | tr -s '\\t ' ' '")).Prints("Groups: 10 777 1000 2000 65534 \n");

    [Fact]
    public async Task The_entrypoint_takes_the_place_of_the_images_and_drops_its_command()
    {
        (await Docker("run --rm --entrypoint echo busybox a b")).Prints("a b\n");
        (await Docker("run --rm --entrypoint env busybox")).Ok();
        (await Docker("run --rm --entrypoint '' busybox echo plain")).Prints("plain\n");
    }

    [Fact]
    public async Task Without_a_command_the_images_command_runs()
    {
        await using var running = Engine.Begin("run --rm -i busybox");
        await running.Write("echo from sh $0\nexit 5\n");
        (await running.Ended()).Is(5, "from sh sh\n");
    }

    [Fact]
    public async Task The_hostname_is_the_short_id_or_as_asked()
    {
        var id = (await Docker("run --name unnamed busybox hostname")).Ok().Line;
        Assert.Equal((await Engine.Inspect("unnamed"))["Id"]!.GetValue<string>()[..12], id);
        (await Busybox("--hostname web --domainname example.org", "hostname; hostname -f; cat /etc/hostname; uname -n")).Prints("web\nweb.example.org\nweb\nweb\n");
    }

    [Fact]
    public async Task Labels_are_kept()
    {
        await File.WriteAllTextAsync(Engine.Work + "/labels", "three=3\nfour\n");
        await Docker($"create --name labelled --label one=1 --label two --label-file {Engine.Work}/labels busybox");
        (await Docker("inspect -f '{{json .Config.Labels}}' labelled")).Prints("{\"one\":\"1\",\"three\":\"3\",\"two\":\"\"}\n");
    }

    [Fact]
    public async Task The_id_file_holds_the_id_and_is_not_overwritten()
    {
        var file = Engine.Work + "/cid";
        (await Docker($"run --name first --cidfile {file} busybox true")).Prints("");
        Assert.Equal((await Engine.Inspect("first"))["Id"]!.GetValue<string>(), await File.ReadAllTextAsync(file));
        (await Docker($"run --cidfile {file} busybox true")).Fails(125, $"docker: container ID file found, make sure the other container isn't running or delete {file}");
    }

    [Fact]
    public async Task A_detached_run_prints_the_id_only()
    {
        var run = (await Docker("run -d --name detached busybox true")).Ok();
        Assert.Matches("^[0-9a-f]{64}\n$", run.Out);
        Assert.Equal((await Engine.Inspect("detached"))["Id"]!.GetValue<string>(), run.Line);
        Assert.Equal("", run.Err);
    }

    [Fact]
    public async Task With_rm_the_container_is_gone_when_run_returns()
    {
        (await Docker("run --rm --name gone busybox true")).Prints("");
        (await Docker("ps -a --format '{{.Names}}'")).Prints("");
        (await Docker("run --rm --name gone busybox echo again")).Prints("again\n");
    }

    [Fact]
    public async Task A_detached_container_with_rm_goes_when_it_ends()
    {
        await Background("--rm --name brief busybox sh -c 'read x'");
        await Deadline.Until(async () => (await Docker("ps -aq")).Out.Length == 0 ? null : "the container is still listed");
    }

    [Fact]
    public async Task The_name_is_shown_with_a_slash_and_a_made_up_one_has_two_words()
    {
        await Docker("create --name given busybox");
        Assert.Equal("/given", (await Engine.Inspect("given"))["Name"]!.GetValue<string>());
        var id = (await Docker("create busybox")).Ok().Line;
        Assert.Matches("^/[a-z]+_[a-z]+[0-9]?$", (await Engine.Inspect(id))["Name"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_init_reaps_orphans_and_passes_signals_on()
    {
        (await Busybox("--init", "echo parent $PPID; [ $$ -ne 1 ] && echo not first")).Prints("parent 1\nnot first\n");
        (await Busybox("--init", "sh -c 'sleep 0.2 &'; while ps -o comm | grep -q '^sleep'; do :; done; ps -o stat | grep -c ^Z")).Is(1, "0\n");
        await Background("--init --name inited busybox sh -c 'trap \"exit 7\" TERM; echo ready; while :; do sleep 1000 & wait; done'");
        await Engine.Shows("inited", "ready");
        (await Docker("stop inited")).Prints("inited\n");
        Assert.Equal(7, (await Engine.Inspect("inited"))["State"]!["ExitCode"]!.GetValue<int>());
    }

    [Fact]
    public async Task Shared_memory_has_the_size_asked_for() =>
        (await Busybox("--shm-size 8m", "df -k /dev/shm | tail -1 | awk '{print $2}'")).Prints("8192\n");

    [Fact]
    public async Task Added_hosts_are_in_the_hosts_file() =>
        (await Busybox("--add-host db:10.1.2.3 --add-host six:::1", "grep -wE 'db|six' /etc/hosts")).Prints("10.1.2.3\tdb\n::1\tsix\n");

    [Fact]
    public async Task Name_servers_and_search_domains_are_in_the_resolver_file() =>
        (await Busybox("--dns 192.0.2.1 --dns 192.0.2.2 --dns-search example.org --dns-option ndots:3", "grep -E '^(name|search|opt)' /etc/resolv.conf"))
            .Prints("nameserver 192.0.2.1\nnameserver 192.0.2.2\nsearch example.org\noptions ndots:3\n");
}
