using Gantry.Compose.Documents;

namespace Gantry.Compose.Tests.Documents;

public sealed class GoFloatTests
{
    [Theory]
    [InlineData(0.5, "0.5")]
    [InlineData(2, "2")]
    [InlineData(100, "100")]
    [InlineData(-1.25, "-1.25")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(1234567.5, "1.2345675e+06")]
    public void Numbers_are_printed_as_short_as_they_can_be(double number, string text) => Assert.Equal(text, GoFloat.Write(number, plain: 6));

    [Fact]
    public void A_single_has_the_digits_a_single_needs() => Assert.Equal("0.1", GoFloat.Write(0.1f, plain: 6));
}
