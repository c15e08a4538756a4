using Gantry.Cli.Tables;

namespace Gantry.Cli.Tests.Tables;

public sealed class NaturalOrderTests
{
    [Theory]
    [InlineData("n10 n2 n1", "n1 n2 n10")]
    [InlineData("b a10b2 a10b10 a", "a a10b2 a10b10 b")]
    [InlineData("v01 v1 v0", "v0 v1 v01")]
    public void Numbers_in_names_count_as_numbers(string names, string expected) =>
        Assert.Equal(expected, string.Join(' ', names.Split(' ').Order(NaturalOrder.Comparer)));
}
