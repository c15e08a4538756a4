using Gantry.Oci.Errors;
using Gantry.Runtime.LaunchPlans.Compile;

namespace Gantry.Runtime.Tests.LaunchPlans;

public class ProcessorListTests
{
    [Theory]
    [InlineData("0", "1")]
    [InlineData("0-3,7", "8f")]
    [InlineData("1, 2", "6")]
    [InlineData("64", "10000000000000000")]
    public void A_list_is_a_mask(string list, string digits) => Assert.Equal(digits, ProcessorList.Text(list));

    [Theory]
    [InlineData("")]
    [InlineData("3-1")]
    [InlineData("a")]
    [InlineData("-1")]
    [InlineData("99999")]
    public void What_is_no_list_is_refused(string list) =>
        Assert.Equal($"invalid CPU affinity: \"{list}\" is no list of processors as 0-3,7", Assert.Throws<GantryException>(() => ProcessorList.Mask(list)).Message);
}
