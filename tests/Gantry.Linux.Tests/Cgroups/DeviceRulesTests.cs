using Gantry.Linux.Cgroups;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

using V1Devices = Gantry.Linux.Cgroups.V1.Devices;

namespace Gantry.Linux.Tests.Cgroups;

public sealed class DeviceRulesTests
{
    [Fact]
    public void A_change_takes_nothing_away_that_stays()
    {
        var (deny, allow) = V1Devices.Changes(
            DeviceRules.Parse("c *:* m\nc 1:3 rwm\nc 10:200 rw\n"),
            DeviceRules.Of([Rule(true, "c", null, null, "m"), Rule(true, "c", 1, 3, "rw"), Rule(true, "b", 8, null, "r")]));
        Assert.Equal(["c 10:200 rw", "c 1:3 m"], deny.OrderBy(text => text.Length).Reverse());
        Assert.Equal(["b 8:* r"], allow);
    }

    [Fact]
    public void A_group_that_allowed_all_is_closed_before_its_exceptions_are_opened()
    {
        var (deny, allow) = V1Devices.Changes(DeviceRules.Parse("a *:* rwm\n"), DeviceRules.Of([Rule(true, "c", 1, 3, "rwm")]));
        Assert.Equal(["a"], deny);
        Assert.Equal(["c 1:3 rwm"], allow);
    }

    [Fact]
    public void Exceptions_from_allowing_all_are_denied()
    {
        var rules = DeviceRules.Of([Rule(true, null, null, null, null), Rule(false, "b", 8, 0, "w")]);
        Assert.True(rules.AllowByDefault);
        Assert.Equal(DeviceAccess.Write, rules.Exceptions[new DeviceKey('b', 8, 0)]);
    }

    [Fact]
    public void A_part_cannot_be_taken_from_a_wider_rule()
    {
        var error = Assert.Throws<GantryException>(() => DeviceRules.Of([Rule(true, "c", 1, null, "rw"), Rule(false, "c", 1, 3, "w")]));
        Assert.Equal("device rule c 1:3 w cannot be set: it is a part of the wider rule c 1:* rw", error.Message);
    }

    [Theory]
    [InlineData("x", "rwm")]
    [InlineData("c", "rx")]
    public void A_malformed_rule_is_refused(string kind, string access) =>
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<GantryException>(() => DeviceRules.Of([Rule(true, kind, 1, 3, access)])).Kind);

    private static LinuxDeviceCgroup Rule(bool allow, string? kind, long? major, long? minor, string? access) =>
        new() { Allow = allow, Type = kind, Major = major, Minor = minor, Access = access };
}
