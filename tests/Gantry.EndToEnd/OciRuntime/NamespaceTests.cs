using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.OciRuntime;

/// <summary>Namespaces made and joined.</summary>
public sealed class NamespaceTests
{
    [Fact]
    public async Task The_root_of_a_user_namespace_is_another_user_outside()
    {
        await using var bundle = await Bundle.Make("sh", "-c", "id -u; cat /proc/self/uid_map | tr -s ' '; touch /made; mount -t tmpfs x /tmp && echo mounted");
        bundle.AddUserNamespace(300000);
        bundle.Process["capabilities"]!["bounding"]!.AsArray().Add("CAP_SYS_ADMIN");
        bundle.Process["capabilities"]!["effective"]!.AsArray().Add("CAP_SYS_ADMIN");
        bundle.Process["capabilities"]!["permitted"]!.AsArray().Add("CAP_SYS_ADMIN");
        (await bundle.Run("run", "one")).Prints("0\n 0 300000 65536\nmounted\n");
        Assert.Equal("300000", Host.Run("/usr/bin/stat", "-c", "%u", Path.Combine(bundle.Root, "made")).Trim());
    }

    [Fact]
    public async Task A_bind_that_only_the_hosts_root_may_read_can_be_given_to_a_user_namespace()
    {
        await using var bundle = await Bundle.Make("cat", "/mnt/inner/file");
        var secret = Path.Combine(bundle.Folder, "secret");
        Directory.CreateDirectory(Path.Combine(secret, "inner"));
        await File.WriteAllTextAsync(Path.Combine(secret, "inner", "file"), "seen\n");
        Host.Run("/bin/chmod", "700", secret);
        bundle.AddMount(Path.Combine(secret, "inner"), "/mnt/inner", "bind", "bind");
        bundle.AddUserNamespace(300000);
        (await bundle.Run("run", "one")).Prints("seen\n");
    }

    [Fact]
    public async Task Ids_of_a_bind_are_mapped()
    {
        await using var bundle = await Bundle.Make("stat", "-c", "%u:%g", "/mnt/file");
        var source = Path.Combine(bundle.Folder, "source");
        Directory.CreateDirectory(source);
        await File.WriteAllTextAsync(Path.Combine(source, "file"), "");
        Host.Run("/bin/chown", "5:6", Path.Combine(source, "file"));
        bundle.AddMount(source, "/mnt", "bind", "bind");
        var mount = bundle.Spec["mounts"]!.AsArray()[^1]!.AsObject();
        mount["uidMappings"] = new JsonArray(Bundle.Mapping(100000));
        mount["gidMappings"] = new JsonArray(Bundle.Mapping(200000));
        (await bundle.Run("run", "one")).Prints("100005:200006\n");
    }

    [Fact]
    public async Task The_loopback_interface_of_a_new_network_is_up()
    {
        await using var bundle = await Bundle.Make("sh", "-c", "ip -o link | grep -o '<.*>'");
        (await bundle.Run("run", "one")).Prints("<LOOPBACK,UP,LOWER_UP>\n");
    }

    [Fact]
    public async Task Clocks_of_a_time_namespace_are_set()
    {
        await using var bundle = await Bundle.Make("sh", "-c", "tr -s ' ' < /proc/self/timens_offsets");
        bundle.Linux["namespaces"]!.AsArray().Add(new JsonObject { ["type"] = "time" });
        bundle.Linux["timeOffsets"] = new JsonObject { ["monotonic"] = new JsonObject { ["secs"] = 7881, ["nanosecs"] = 5 }, ["boottime"] = new JsonObject { ["secs"] = 1337 } };
        (await bundle.Run("run", "one")).Prints("monotonic 7881 5\nboottime 1337 0\n");
    }

    [Fact]
    public async Task Namespaces_of_another_container_are_joined()
    {
        await using var first = await Bundle.Make("sleep", "1000");
        first.AddUserNamespace(300000);
        (await first.Leave("run", "--detach", "one")).Ok();
        var pid = (int)(await first.StateOf("one"))["pid"]!;

        await using var second = await Bundle.Make("sh", "-c", "ps -o args | grep -c '^sleep 1000'; cat /proc/self/uid_map | tr -s ' '");
        Host.Run("/bin/chown", "-R", "300000:300000", second.Root);
        second.Linux["namespaces"] = new JsonArray([.. new[] { ("pid", "pid"), ("network", "net"), ("ipc", "ipc"), ("uts", "uts"), ("user", "user") }
            .Select(n => (JsonNode)new JsonObject { ["type"] = n.Item1, ["path"] = $"/proc/{pid}/ns/{n.Item2}" }), new JsonObject { ["type"] = "mount" }]);
        (await second.Run("run", "two")).Prints("1\n 0 300000 65536\n");
        (await first.Run("delete", "--force", "one")).Ok();
    }

    [Fact]
    public async Task An_ordinary_user_runs_a_container_without_any_privilege() =>
        (await AsOrdinaryUser("id -u; echo hello > /written; cat /written", "$R run one")).Prints("0\nhello\n");

    [Fact]
    public async Task An_ordinary_user_adds_a_process_to_a_container() =>
        (await AsOrdinaryUser("exec sleep 1000", "$R run -d one < /dev/null > /dev/null 2>&1 && $R exec one sh -c 'id -u; cat /proc/1/comm; exit 7'; echo $?; $R delete --force one")).Prints("0\nsleep\n7\n");

    [Fact]
    public async Task An_ordinary_user_joins_the_processes_of_another_container() =>
        (await AsOrdinaryUser("exec sleep 1000", """
            $R run -d one < /dev/null > /dev/null 2>&1
            N=/proc/$($R state one | sed -n 's/.*"pid": \([0-9]*\).*/\1/p')/ns
            sed -i '/"uidMappings"/,/\]/d; /"gidMappings"/,/\]/d' config.json
            sed -i "s|\"type\": \"pid\"|&, \"path\": \"$N/pid\"|; s|\"type\": \"user\"|&, \"path\": \"$N/user\"|; s|exec sleep 1000|cat /proc/1/comm|" config.json
            $R run two
            $R delete --force one
            """)).Prints("sleep\n");

    /// <summary>Without rights to make a control group it does without one, but never leaves out a limit.</summary>
    [Fact]
    public async Task An_ordinary_user_is_told_of_limits_that_nobody_would_set()
    {
        var refused = await AsOrdinaryUser("true", """
            sed -i 's|"maskedPaths"|"resources": { "pids": { "limit": 5 } }, &|' config.json
            $R run one
            sed -i 's|"pids": { "limit": 5 }||; s|"maskedPaths"|"cgroupsPath": "/none-of-theirs", &|' config.json
            $R run two
            """);
        Assert.Contains(
            File.Exists("/sys/fs/cgroup/cgroup.controllers")
                ? "rootless needs no limits + no cgrouppath when no permission is granted for cgroups: mkdir "
                : "cannot set pids limit: container could not join or create cgroup",
            refused.Err,
            StringComparison.Ordinal);
        Assert.Contains("unable to apply cgroup configuration: mkdir ", refused.Err, StringComparison.Ordinal);
    }

    /// <summary>What commands of a user without privileges print; <c>$R</c> is the runtime, and the bundle's program is a shell's.</summary>
    private static async Task<Outcome> AsOrdinaryUser(string program, string commands)
    {
        await using var bundle = await Bundle.Make("true");
        Host.Run("/bin/chown", "-R", "1234:1234", bundle.Folder);
        var script = $$"""
            cd "$1" && rm -f config.json && $2 runtime spec --rootless
            sed -i 's/"terminal": true/"terminal": false/; s/"readonly": true/"readonly": false/; s|"sh"|"sh", "-c", "{{program}}"|' config.json
            R="$2 runtime --root $1/state"
            {{commands}}
            """;
        await using var running = Running.Start("/usr/bin/setpriv",
            ["--reuid=1234", "--regid=1234", "--clear-groups", "--inh-caps=-all", "/bin/sh", "-c", script, "sh", bundle.Folder, EngineBinary.Runtime],
            new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" }, folder: "/");
        var outcome = await running.Ended();
        Host.Run("/bin/chown", "-R", "0:0", bundle.Folder);
        return outcome;
    }
}
