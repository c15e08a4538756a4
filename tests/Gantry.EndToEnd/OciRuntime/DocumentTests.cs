using System.Text.Json.Nodes;

namespace Gantry.EndToEnd.OciRuntime;

/// <summary>Documents that are wrong.</summary>
public sealed class DocumentTests
{
    [Theory]
    [InlineData("process.cwd", "\"tmp\"", "Cwd must be an absolute path")]
    [InlineData("process.args", "[]", "args must not be empty")]
    [InlineData("process", "null", "process property must not be empty")]
    [InlineData("hostname", "\"x\"", "unable to set hostname without a private UTS namespace", "uts")]
    [InlineData("linux.timeOffsets", "{}", "time namespace offsets specified, but time namespace isn't enabled in the config")]
    [InlineData("linux.intelRdt", "{\"closID\":\"x\"}", "intelRdt is specified in config, but Intel RDT is not supported or enabled")]
    [InlineData("linux.namespaces", "[{\"type\":\"mount\"},{\"type\":\"space\"}]", "namespace {\"space\" \"\"} does not exist")]
    [InlineData("linux.rootfsPropagation", "\"wide\"", "rootfsPropagation=wide is not supported")]
    [InlineData("process.ioPriority", "{\"class\":\"IOPRIO_CLASS_BE\",\"priority\":9}", "invalid ioPriority.Priority: 9")]
    [InlineData("process.execCPUAffinity", "{\"initial\":\"x\"}", "bad CPUAffinity.Initial: ")]
    [InlineData("process.env", "[\"bad\"]", "unable to start container process: invalid environment variable: missing '='")]
    [InlineData("process.user", "{\"uid\":4294967295,\"gid\":0}", "unable to setup user: cannot setuid to unmapped uid 4294967295 in user namespace")]
    [InlineData("process.user", "{\"uid\":0,\"gid\":4294967295}", "unable to setup user: cannot setgid to unmapped gid 4294967295 in user namespace")]
    [InlineData("process.user", "{\"uid\":0,\"gid\":0,\"additionalGids\":[4294967295]}", "unable to setup user: cannot set unmapped supplementary gid 4294967295 in user namespace")]
    [InlineData("process.scheduler", "{\"policy\":\"SCHED_OTHER\",\"nice\":50}", "invalid scheduler.nice: 50 when scheduler.policy is SCHED_OTHER")]
    [InlineData("process.scheduler", "{\"policy\":\"SCHED_OTHER\",\"priority\":5}", "scheduler.priority can only be specified for SchedFIFO or SchedRR policy")]
    [InlineData("process.scheduler", "{}", "scheduler policy is required")]
    [InlineData("linux.devices", "[{\"path\":\"/dev/x\",\"type\":\"c\",\"major\":-1,\"minor\":3}]", "cannot make device /dev/x: cannot mkdev() device with wildcards")]
    [InlineData("linux.resources.devices", "[{\"allow\":true}]", "device access at 0 field cannot be empty")]
    [InlineData("linux.resources.devices", "[{\"allow\":true,\"type\":\"b\",\"major\":-5,\"access\":\"r\"}]", "device rule 0: -5 is no number of a device")]
    [InlineData("mounts.1.options", "[\"bind\",\"size=5\"]", "invalid mount /dev: bind mounts cannot have any filesystem-specific options applied: size=5")]
    [InlineData("ociVersion", "\"2.0.0\"", "unsupported ociVersion \"2.0.0\": this runtime follows 1.2 and takes documents of 1.x")]
    public async Task Contradictions_are_refused_before_anything_is_made(string path, string value, string message, string? without = null)
    {
        await using var bundle = await Bundle.Make("true");
        if (without is not null)
            bundle.Linux["namespaces"] = new JsonArray([.. bundle.Linux["namespaces"]!.AsArray().Where(n => (string)n!["type"]! != without).Select(n => n!.DeepClone())]);
        Set(bundle.Spec, path.Split('.'), JsonNode.Parse(value));
        (await bundle.Run("run", "one")).Refuses("runc run failed: " + message);
        Assert.False(Directory.Exists(bundle.State));
    }

    [Theory]
    [InlineData("linux.personality", "{\"domain\":\"VAX\"}", "invalid personality domain VAX")]
    [InlineData("process.rlimits", "[{\"type\":\"RLIMIT_BAD\",\"soft\":1,\"hard\":1}]", "wrong rlimit value: RLIMIT_BAD")]
    [InlineData("linux.seccomp", "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"flags\":[\"BAD\"]}", "seccomp flag BAD is not known to runc")]
    public async Task What_is_found_later_leaves_no_container(string path, string value, string message)
    {
        await using var bundle = await Bundle.Make("true");
        Set(bundle.Spec, path.Split('.'), JsonNode.Parse(value));
        (await bundle.Run("run", "one")).Refuses("runc run failed: " + message);
        Assert.Empty(Directory.GetDirectories(bundle.State));
    }

    [Theory]
    [InlineData("{\"memory\":{\"swappiness\":500}}", "invalid memory swappiness value: 500 (valid range is 0-100)")]
    [InlineData("{\"cpu\":{\"cpus\":\"900\"}}", "failed to write \"900\": write ")]
    [InlineData("{\"rdma\":{\"none\":{\"hcaHandles\":1}}}", "rdma")]
    public async Task A_limit_that_cannot_be_set_is_told_as_runc_tells_it(string resources, string message)
    {
        await using var bundle = await Bundle.Make("true");
        bundle.Linux["resources"] = JsonNode.Parse(resources);
        var outcome = await bundle.Run("run", "one");
        outcome.Refuses("runc run failed: unable to start container process: error during container init: error setting cgroup config for procHooks process: ");
        Assert.Contains(message, outcome.Err.Replace("\\\"", "\"", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(bundle.State));
    }

    [Theory]
    [InlineData("ociVersion", "\"\"", "")]
    [InlineData("ociVersion", "\"0.9.0\"", "")]
    [InlineData("linux.seccomp", "{}", "")]
    [InlineData("linux.uidMappings", "[{\"containerID\":0,\"hostID\":1,\"size\":1}]", "")]
    [InlineData("linux.personality", "{\"domain\":\"LINUX\",\"flags\":[\"X\"]}", "ignoring unsupported personality flags: [X]")]
    [InlineData("linux.resources.memory", "{\"kernel\":16777216}", "Kernel memory settings are ignored and will be removed")]
    [InlineData("mounts.1.destination", "\"dev\"", "mount destination dev is not absolute. Support for non-absolute mount destinations will be removed in a future release.")]
    public async Task What_others_take_is_taken_and_told_where_it_does_nothing(string path, string value, string warning)
    {
        await using var bundle = await Bundle.Make("echo", "ran");
        Set(bundle.Spec, path.Split('.'), JsonNode.Parse(value));
        var outcome = await bundle.Run("run", "one");
        Assert.True(outcome is { Exit: 0, Out: "ran\n" } && (warning.Length == 0 ? outcome.Err.Length == 0 : outcome.Err.Contains("level=warning", StringComparison.Ordinal) && outcome.Err.Contains(warning, StringComparison.Ordinal)), outcome.ToString());
    }

    [Fact]
    public async Task A_value_of_another_kind_is_told_by_its_place()
    {
        await using var bundle = await Bundle.Make("true");
        bundle.Process["args"] = "true";
        (await bundle.Run("run", "one")).Refuses("config.json is no document of the runtime specification: $.process.args: a list is expected here");
    }

    [Fact]
    public async Task A_document_that_is_missing_or_no_json_is_told()
    {
        await using var bundle = await Bundle.Make("true");
        (await bundle.Run("run", "--bundle", "/nowhere", "one")).Refuses("runc run failed: chdir /nowhere: no such file or directory");
        var other = Path.Combine(bundle.Folder, "other");
        Directory.CreateDirectory(other);
        await File.WriteAllTextAsync(Path.Combine(other, "config.json"), "{\"ociVersion\": ");
        var outcome = await bundle.Run("run", "--bundle", other, "one");
        Assert.Contains($"{other}/config.json is no document of the runtime specification", outcome.Err, StringComparison.Ordinal);
    }

    /// <summary>Documents changed at random: the runtime runs them or says what is wrong, and leaves no half-made container either way.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_changes_neither_crash_it_nor_leave_anything(int seed)
    {
        const int Rounds = 60;
        var random = new Random(seed);
        await using var bundle = await Bundle.Make("true");
        var original = bundle.Spec.ToJsonString();
        for (var round = 0; round < Rounds; round++)
        {
            var changed = JsonNode.Parse(original)!.AsObject();
            for (var change = 0; change < 3; change++)
                Change(changed, random);
            var folder = Path.Combine(bundle.Folder, "changed");
            Directory.CreateDirectory(folder);
            if (changed["root"] is JsonObject root)
                root["path"] = bundle.Root;
            if (changed["linux"] is JsonObject linux)
            {
                // What is mounted in the host's namespace would stay on the host, as it should.
                linux["cgroupsPath"] = bundle.Group;
                if (linux["namespaces"] is JsonArray spaces && !spaces.Any(n => n is JsonObject space && space["type"]?.ToString() == "mount" && space["path"] is null))
                    linux["namespaces"] = new JsonArray(new JsonObject { ["type"] = "mount" }, new JsonObject { ["type"] = "pid" });
            }

            await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), changed.ToJsonString());
            var outcome = await bundle.Run("run", "--bundle", folder, "one");
            Assert.True(outcome.Exit is >= 0 and < 128 && !outcome.Err.Contains("Unhandled", StringComparison.Ordinal), $"{changed.ToJsonString()}\n{outcome}");
            Assert.False(Directory.Exists(Path.Combine(bundle.State, "one")), changed.ToJsonString());
        }
    }

    private static void Change(JsonNode node, Random random)
    {
        while (true)
        {
            var children = node switch
            {
                JsonObject map => map.Select(p => p.Key).ToArray(),
                JsonArray list => [.. Enumerable.Range(0, list.Count).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))],
                _ => [],
            };
            if (children.Length == 0)
                return;
            var key = children[random.Next(children.Length)];
            var child = node is JsonObject o ? o[key] : node[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)];
            if (child is JsonObject or JsonArray && random.Next(4) > 0)
            {
                node = child;
                continue;
            }

            JsonNode? value = random.Next(9) switch
            {
                0 => null,
                1 => -1,
                2 => 99999999999,
                3 => "",
                4 => new string('x', 5000),
                5 => new JsonObject(),
                6 => new JsonArray("a", null),
                7 => true,
                _ => "../../../..",
            };
            if (node is JsonObject parent)
                parent[key] = value;
            else
                node.AsArray()[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)] = value;
            return;
        }
    }

    private static void Set(JsonObject document, string[] path, JsonNode? value)
    {
        JsonNode node = document;
        foreach (var name in path[..^1])
            node = node is JsonArray list ? list[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)]! : node[name]!;
        node.AsObject()[path[^1]] = value;
    }
}
