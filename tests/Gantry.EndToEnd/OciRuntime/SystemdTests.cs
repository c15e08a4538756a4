using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.OciRuntime;

/// <summary>Containers whose control groups systemd makes. The test plays systemd (systemd.py), since most machines that run tests have none.</summary>
[Trait("Cgroups", "1")]
public sealed class SystemdTests
{
    private const string Elsewhere = "mount --make-rprivate / && mount -t tmpfs none /run/systemd && mkdir /run/systemd/system && exec \"$@\"";

    [Fact]
    public async Task A_container_is_a_scope_with_its_limits_as_properties()
    {
        await using var bundle = await Bundle.Make("sleep", "1000");
        await using var systemd = await Systemd(bundle, "one");
        bundle.Linux["resources"] = new JsonObject
        {
            ["pids"] = new JsonObject { ["limit"] = 20 },
            ["memory"] = new JsonObject { ["limit"] = 64 << 20 },
            ["cpu"] = new JsonObject { ["shares"] = 512, ["quota"] = 12345, ["period"] = 100000 },
            ["devices"] = new JsonArray(new JsonObject { ["allow"] = false, ["access"] = "rwm" }),
        };
        bundle.Spec["annotations"] = new JsonObject { ["org.systemd.property.TimeoutStopSec"] = "7", ["org.example.other"] = "x" };
        (await bundle.Leave("--systemd-cgroup", "run", "--detach", "--pid-file", "pid", "one")).Ok();
        var pid = await File.ReadAllTextAsync(Path.Combine(bundle.Folder, "pid"));

        var started = Properties(Call(systemd, "StartTransientUnit")[3]);
        Assert.Equal($"gantry-{Slice(bundle)}.slice true {pid}", $"{started["Slice"]} {started["Delegate"]} {started["PIDs"]![0]}");
        Assert.Equal("libcontainer container one false 7000000", $"{started["Description"]} {started["DefaultDependencies"]} {started["TimeoutStopUSec"]}");
        var limits = Properties(Call(systemd, "SetUnitProperties")[3]);
        Assert.Equal($"20 {64 << 20} 512 130000 strict", $"{limits["TasksMax"]} {limits["MemoryLimit"]} {limits["CPUShares"]} {limits["CPUQuotaPerSecUSec"]} {limits["DevicePolicy"]}");
        Assert.Contains(limits["DeviceAllow"]!.AsArray(), d => d!.ToJsonString() == "[\"/dev/char/1:3\",\"rwm\"]");

        // Every hierarchy has it there, and what systemd rounded up is in the group's file as well.
        Assert.All(File.ReadLines($"/proc/{pid}/cgroup").Select(l => l.Split(':')[2]), g => Assert.Equal(bundle.Group, g));
        Assert.Equal("13000", (await File.ReadAllTextAsync($"/sys/fs/cgroup/cpu{bundle.Group}/cpu.cfs_quota_us")).Trim());
        (await bundle.Run("exec", "one", "cat", "/proc/self/cgroup")).Ok();

        (await bundle.Run("update", "--pids-limit", "30", "one")).Ok();
        Assert.Equal("30", $"{Properties(Calls(systemd, "SetUnitProperties")[^1][3])["TasksMax"]}");
        Assert.Equal("30", (await File.ReadAllTextAsync($"/sys/fs/cgroup/pids{bundle.Group}/pids.max")).Trim());
        (await bundle.Run("delete", "--force", "one")).Ok();
        Assert.Equal("gantry-one.scope", (string)Call(systemd, "StopUnit")[1]!);
        Assert.Equal("gantry-one.scope", (string)Call(systemd, "ResetFailedUnit")[1]!);
        RemoveSlices(bundle);
    }

    [Fact]
    public async Task What_systemd_refuses_is_told_and_leaves_nothing()
    {
        await using var bundle = await Bundle.Make("true");
        await using var systemd = await Systemd(bundle, "refused");
        (await bundle.Run("--systemd-cgroup", "run", "one")).Refuses("unable to start unit \"gantry-refused.scope\"");
        Assert.Empty(Calls(systemd, "SetUnitProperties"));
        bundle.Spec["annotations"] = new JsonObject { ["org.systemd.property.TimeoutStopSec"] = "'long'" };
        (await bundle.Run("--systemd-cgroup", "run", "one")).Refuses("annotation org.systemd.property.TimeoutStopSec='long' value parse error: not a number");
        bundle.Linux["cgroupsPath"] = "/plain";
        (await bundle.Run("--systemd-cgroup", "run", "one")).Refuses("expected cgroupsPath to be of format \"slice:prefix:name\" for systemd cgroups, got \"/plain\" instead");
    }

    [Fact]
    public async Task Without_systemd_the_flag_is_refused()
    {
        if (Directory.Exists("/run/systemd/system"))
            return;
        await using var bundle = await Bundle.Make("true");
        bundle.Linux["cgroupsPath"] = "a.slice:b:c";
        (await bundle.Run("--systemd-cgroup", "run", "one")).Refuses("systemd not running on this host, cannot use systemd cgroups manager");
    }

    /// <summary>systemd, and the bundle set up to be a unit of it.</summary>
    private static async Task<Running> Systemd(Bundle bundle, string name)
    {
        var bus = Path.Combine(bundle.Folder, "bus");
        Directory.CreateDirectory("/run/systemd");
        bundle.Before = ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", Elsewhere, "sh"];
        bundle.Variables["DBUS_SYSTEM_BUS_ADDRESS"] = $"unix:path={bus}";
        bundle.Linux["cgroupsPath"] = $"gantry-{Slice(bundle)}.slice:gantry:{name}";
        bundle.Group = $"/gantry.slice/gantry-{Slice(bundle)}.slice/gantry-{name}.scope";
        var systemd = Running.Start("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "OciRuntime", "systemd.py"), bus], bundle.Variables);
        await systemd.OutContains("listening");
        return systemd;
    }

    private static string Slice(Bundle bundle) => Path.GetFileName(bundle.Folder).Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);

    /// <summary>A real systemd removes the slices it made when they are empty.</summary>
    private static void RemoveSlices(Bundle bundle)
    {
        foreach (var hierarchy in Directory.GetDirectories("/sys/fs/cgroup"))
        {
            var slice = Path.GetDirectoryName(hierarchy + bundle.Group)!;
            if (Directory.Exists(slice))
                Directory.Delete(slice);
            if (Directory.Exists(Path.GetDirectoryName(slice)!) && Directory.GetDirectories(Path.GetDirectoryName(slice)!).Length == 0)
                Directory.Delete(Path.GetDirectoryName(slice)!);
        }
    }

    private static List<JsonArray> Calls(Running systemd, string method) =>
        [.. systemd.Out.Split('\n').Where(l => l.StartsWith($"[\"{method}\"", StringComparison.Ordinal)).Select(l => JsonNode.Parse(l)!.AsArray())];

    private static JsonArray Call(Running systemd, string method) => Calls(systemd, method)[0];

    /// <summary>Properties by name; the last of a name counts.</summary>
    private static Dictionary<string, JsonNode?> Properties(JsonNode? list)
    {
        var properties = new Dictionary<string, JsonNode?>();
        foreach (var one in list!.AsArray())
            properties[(string)one![0]!] = one[1];
        return properties;
    }
}
