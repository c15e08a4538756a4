using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Systemd;

namespace Gantry.Runtime.Tests.Systemd;

/// <summary>Expectations are the properties that runc 1.3.6 makes of the same document, read off its sources.</summary>
public sealed class UnitPropertiesTests
{
    private readonly List<string> warnings = [];

    [Fact]
    public void Limits_of_version_2() => Assert.Equal(
        [
            "MemoryMax 1000000", "MemoryLow 500000", "MemorySwapMax 2000000", "CPUWeight 100", "CPUQuotaPeriodUSec 100000", "CPUQuotaPerSecUSec 500000", "TasksMax 20", "AllowedCPUs [3]",
            "AllowedMemoryNodes [1]",
        ],
        Said(new LinuxResources
        {
            Memory = new LinuxMemory { Limit = 1000000, Swap = 3000000, Reservation = 500000 },
            Cpu = new LinuxCpu { Shares = 1024, Quota = 50000, Period = 100000, Cpus = "0-1", Mems = "0" },
            Pids = new LinuxPids { Limit = 20 },
        }, isUnified: true));

    [Fact]
    public void Limits_of_version_1() => Assert.Equal(
        ["MemoryLimit 18446744073709551615", "CPUShares 512", "CPUQuotaPerSecUSec 18446744073709551615", "BlockIOWeight 100", "TasksMax 18446744073709551615"],
        Said(new LinuxResources { Memory = new LinuxMemory { Limit = -1 }, Cpu = new LinuxCpu { Shares = 512, Quota = -1 }, BlockIO = new LinuxBlockIO { Weight = 100 }, Pids = new LinuxPids { Limit = -1 } }, isUnified: false));

    [Fact]
    public void A_share_of_time_is_rounded_up_to_a_per_cent_and_so_is_the_quota()
    {
        var resources = new LinuxResources { Cpu = new LinuxCpu { Quota = 1234, Period = 100000 } };
        var (properties, rounded) = UnitProperties.Of(resources, true, () => 252, warnings.Add);
        Assert.Equal(["CPUQuotaPeriodUSec 100000", "CPUQuotaPerSecUSec 20000"], properties.Select(p => $"{p.Name} {p.Value}"));
        Assert.Equal(2000, rounded.Cpu!.Quota);
    }

    [Fact]
    public void Files_of_version_2_are_said_where_systemd_has_a_word() => Assert.Equal(
        ["CPUQuotaPeriodUSec 50000", "CPUQuotaPerSecUSec 200000", "MemoryHigh 7", "MemorySwapMax 18446744073709551615", "TasksMax 9", "CPUWeight 0"],
        Said(new LinuxResources
        {
            Unified = new Dictionary<string, string>
            {
                ["cpu.max"] = "10000 50000",
                ["memory.high"] = "7",
                ["memory.swap.max"] = "max",
                ["pids.max"] = " 9",
                ["cpu.idle"] = "1",
                ["cpu.weight"] = "8",
                ["memory.oom.group"] = "1",
            },
        }, isUnified: true));

    [Theory]
    [InlineData("a/b", "1", "must be a file name (no slashes)")]
    [InlineData("plain", "1", "must be in the form CONTROLLER.PARAMETER")]
    [InlineData("memory.high", "much", "value conversion error")]
    [InlineData("cpu.max", "1 2 3", "value invalid")]
    public void Files_of_another_form_are_refused(string file, string value, string reason) =>
        Assert.Contains(reason, Assert.Throws<GantryException>(() => Said(new LinuxResources { Unified = new Dictionary<string, string> { [file] = value } }, true)).Message, StringComparison.Ordinal);

    [Fact]
    public void Devices_are_a_list_of_what_is_allowed() => Assert.Equal(
        ["DeviceAllow []", "DevicePolicy \"strict\"", "DeviceAllow [(\"block-*\", \"m\"), (\"/dev/char/1:3\", \"rwm\"), (\"char-136\", \"rw\")]"],
        Said(new LinuxResources
        {
            Devices = [new() { Allow = false, Access = "rwm" }, new() { Allow = true, Type = "c", Major = 1, Minor = 3, Access = "rwm" }, new() { Allow = true, Type = "c", Major = 136, Access = "rw" }, new() { Allow = true, Type = "b", Access = "m" }],
        }, true));

    [Fact]
    public void Devices_without_any_rule_but_one_for_all() =>
        Assert.Equal(["DeviceAllow []", "DevicePolicy \"auto\""], Said(new LinuxResources { Devices = [new() { Allow = true, Access = "rwm" }] }, true));

    [Fact]
    public void An_old_systemd_is_not_told_what_it_does_not_know() =>
        Assert.Equal(["CPUQuotaPerSecUSec 500000"], Said(new LinuxResources { Cpu = new LinuxCpu { Quota = 50000, Period = 100000, Cpus = "0" } }, true, 239));

    private IEnumerable<string> Said(LinuxResources resources, bool isUnified, int version = 252) =>
        UnitProperties.Of(resources, isUnified, () => version, warnings.Add).Properties.Select(p => $"{p.Name} {p.Value}");
}
