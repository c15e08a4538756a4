using Gantry.Linux.Capabilities;
using Gantry.Oci.Errors;

namespace Gantry.Linux.Tests.Capabilities;

public sealed class CapabilitySetTests
{
    private static readonly string[] Defaults =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID", "CAP_SETFCAP", "CAP_SETPCAP",
        "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE",
    ];

    [Fact]
    public void A_container_that_asks_for_nothing_has_the_fourteen() => Assert.Equal(Defaults, Resolve("", ""));

    [Fact]
    public void Names_go_without_prefix_and_in_any_case() => Assert.Equal([.. Defaults.Except(["CAP_KILL"]), "CAP_NET_ADMIN"], Resolve("net_Admin", "cap_kill"));

    [Fact]
    public void Dropping_all_leaves_what_is_added() => Assert.Equal(["CAP_CHOWN"], Resolve("CHOWN", "all"));

    [Fact]
    public void Dropping_all_leaves_nothing() => Assert.Empty(Resolve("", "ALL"));

    [Fact]
    public void Adding_all_leaves_out_what_is_dropped()
    {
        var everything = CapabilitySet.Resolve([], [], privileged: true);
        Assert.Equal(everything.Except(["CAP_SYS_ADMIN"]), Resolve("ALL", "SYS_ADMIN"));
    }

    [Fact]
    public void Adding_wins_over_dropping() => Assert.Contains("CAP_SYS_ADMIN", Resolve("SYS_ADMIN", "SYS_ADMIN"));

    [Fact]
    public void A_name_twice_is_one() => Assert.Single(Resolve("KILL SYS_ADMIN SYS_ADMIN", ""), "CAP_SYS_ADMIN");

    [Fact]
    public void A_privileged_container_has_what_this_process_may_hand_on()
    {
        var bounding = File.ReadLines("/proc/self/status").First(l => l.StartsWith("CapBnd:", StringComparison.Ordinal))[7..].Trim();
        Assert.Equal(Convert.ToUInt64(bounding, 16), CapabilitySet.Mask(CapabilitySet.Resolve([], ["KILL"], privileged: true)));
    }

    [Theory]
    [InlineData("foo", "", "invalid CapAdd: unknown capability: \"CAP_FOO\"")]
    [InlineData("", "cap_foo", "invalid CapDrop: unknown capability: \"CAP_FOO\"")]
    [InlineData("CAP_ALL", "", "invalid CapAdd: unknown capability: \"CAP_ALL\"")]
    [InlineData("ALL foo", "", "invalid CapAdd: unknown capability: \"CAP_FOO\"")]
    public void Unknown_names_are_refused_in_Dockers_words(string adds, string drops, string message)
    {
        var refusal = Assert.Throws<GantryException>(() => Resolve(adds, drops));
        Assert.Equal((ErrorKind.Invalid, message), (refusal.Kind, refusal.Message));
    }

    [Theory]
    [InlineData("CAP_CHOWN", 0)]
    [InlineData("CAP_SYS_ADMIN", 21)]
    [InlineData("CAP_AUDIT_READ", 37)]
    [InlineData("CAP_CHECKPOINT_RESTORE", 40)]
    public void Numbers_are_the_kernels(string name, int number) => Assert.Equal(number, CapabilitySet.NumberOf(name));

    [Fact]
    public void A_mask_has_a_bit_for_each() => Assert.Equal(0x100_0000_0021UL, CapabilitySet.Mask(["CAP_CHOWN", "CAP_KILL", "CAP_CHECKPOINT_RESTORE"]));

    private static IReadOnlyList<string> Resolve(string adds, string drops) =>
        CapabilitySet.Resolve(adds.Split(' ', StringSplitOptions.RemoveEmptyEntries), drops.Split(' ', StringSplitOptions.RemoveEmptyEntries), privileged: false);
}
