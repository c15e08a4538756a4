using Gantry.Cli.CommandLine;
using Gantry.Cli.Networks;

namespace Gantry.Cli.Tests.Networks;

/// <summary>Every sentence was printed by the docker command line 28.2.</summary>
public sealed class AddressPoolsTests
{
    [Fact]
    public void What_lies_in_a_subnet_goes_to_it()
    {
        var pools = AddressPools.Of(["10.1.0.0/16", "fd00::/64"], ["10.1.2.0/24"], ["fd00::1", "10.1.0.1"], new Dictionary<string, string> { ["a"] = "10.1.0.9" })!;
        Assert.Equal(("10.1.0.0/16", "10.1.2.0/24", "10.1.0.1", "10.1.0.9"), (pools[0].Subnet, pools[0].IPRange, pools[0].Gateway, pools[0].Auxiliary!["a"]));
        Assert.Equal(("fd00::/64", null, "fd00::1"), (pools[1].Subnet, pools[1].IPRange, pools[1].Gateway));
    }

    [Theory]
    [InlineData("", "10.1.0.0/16", "", "", "every ip-range or gateway must have a corresponding subnet")]
    [InlineData("10.1.0.0/16", "", "10.2.0.1", "", "no matching subnet for gateway 10.2.0.1")]
    [InlineData("10.1.0.0/16", "10.2.0.0/24", "", "", "no matching subnet for range 10.2.0.0/24")]
    [InlineData("10.1.0.0/16", "", "", "10.2.0.1", "no matching subnet for aux-address 10.2.0.1")]
    [InlineData("10.1.0.0/16 10.1.3.0/24", "", "", "", "multiple overlapping subnet configuration is not supported")]
    [InlineData("10.1.0.0/16 10.2.0.0/16", "", "10.1.0.1 10.1.0.2", "", "cannot configure multiple gateways (10.1.0.2, 10.1.0.1) for the same subnet (10.1.0.0/16)")]
    public void What_fits_nowhere_is_refused(string subnets, string ranges, string gateways, string taken, string sentence)
    {
        var auxiliary = taken.Length > 0 ? new Dictionary<string, string> { ["x"] = taken } : [];
        Assert.Equal(sentence, Assert.Throws<CliException>(() => AddressPools.Of(Split(subnets), Split(ranges), Split(gateways), auxiliary)).Message);
    }

    private static string[] Split(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
