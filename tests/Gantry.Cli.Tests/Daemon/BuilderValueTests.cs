using System.Text.Json;

using Gantry.Build.Solver;
using Gantry.Cli.Daemon;

namespace Gantry.Cli.Tests.Daemon;

public sealed class BuilderValueTests
{
    [Fact]
    public void Rules_of_the_file_stand_in_for_the_usual_ones()
    {
        using var json = JsonDocument.Parse("""{"gc":{"enabled":true,"policy":[{"filter":["unused-for=2h","type=regular"],"keepStorage":"1GB"},{"all":true,"maxUsedSpace":"2MB"}]}}""");
        var rules = BuilderValue.Read(json.RootElement).Cache.RulesFor(1L << 40);
        Assert.Equal(2, rules.Count);
        Assert.Equal((TimeSpan.FromHours(2), 1L << 30), (rules[0].KeepDuration, rules[0].ReservedSpace));
        Assert.Equal(["type==regular"], rules[0].Filters);
        Assert.True(rules[1].All);
        Assert.Equal(2L << 20, rules[1].MaxUsedSpace);
    }

    [Fact]
    public void Sizes_of_the_file_stand_in_for_parts_of_the_disk()
    {
        using var json = JsonDocument.Parse("""{"gc":{"defaultKeepStorage":"3GB"}}""");
        var rules = BuilderValue.Read(json.RootElement).Cache.RulesFor(1L << 40);
        Assert.Equal(3L << 30, rules[^1].ReservedSpace);
        Assert.NotEqual(0, rules[^1].MinFreeSpace);
    }

    [Fact]
    public void Nothing_is_cleaned_where_that_is_said()
    {
        using var json = JsonDocument.Parse("""{"gc":{"enabled":false}}""");
        Assert.Empty(BuilderValue.Read(json.RootElement).Cache.RulesFor(1L << 40));
    }

    [Theory]
    [InlineData("{}", true, false)]
    [InlineData("""{"entitlements":{"security-insecure":true}}""", true, true)]
    [InlineData("""{"entitlements":{"network-host":false,"security-insecure":false}}""", false, false)]
    public void What_builds_may_have_is_told(string text, bool network, bool insecure)
    {
        using var json = JsonDocument.Parse(text);
        Assert.Equal(new BuildGrants { HostNetwork = network, Insecure = insecure }, BuilderValue.Read(json.RootElement).Grants);
    }

    [Theory]
    [InlineData("""{"entitlements":{"bogus":true}}""", "builder.entitlements has no setting bogus")]
    [InlineData("""{"gc":{"enabled":1}}""", "json: cannot unmarshal number into Go struct field Config.builder.gc.enabled of type bool")]
    [InlineData("""{"gc":{"bogus":1}}""", "builder.gc has no setting bogus")]
    [InlineData("""{"gc":{"policy":[{"filter":["x"]}]}}""", "builder.gc.policy[0].filter: x is no condition of the form name=value")]
    public void What_is_no_setting_is_refused(string text, string message)
    {
        using var json = JsonDocument.Parse(text);
        Assert.Equal(message, Assert.Throws<FormatException>(() => BuilderValue.Read(json.RootElement)).Message);
    }
}
