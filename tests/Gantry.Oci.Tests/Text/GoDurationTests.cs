using Gantry.Oci.Text;

namespace Gantry.Oci.Tests.Text;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("1h30m", 5_400_000_000_000)]
    [InlineData("1.5s", 1_500_000_000)]
    [InlineData("-1m", -60_000_000_000)]
    [InlineData("1.000000001s", 1_000_000_001)]
    [InlineData("3µs2ns", 3_002)]
    [InlineData("+0", 0)]
    public void Durations_are_read_to_the_nanosecond(string text, long nanoseconds) => Assert.Equal(nanoseconds, GoDuration.Nanoseconds(text));

    [Theory]
    [InlineData("", "time: invalid duration \"\"")]
    [InlineData("s", "time: invalid duration \"s\"")]
    [InlineData("5", "time: missing unit in duration \"5\"")]
    [InlineData("5d", "time: unknown unit \"d\" in duration \"5d\"")]
    [InlineData("1.2.3s", "time: missing unit in duration \"1.2.3s\"")]
    [InlineData("9999999999h", "time: invalid duration \"9999999999h\"")]
    public void What_is_none_is_refused_in_Gos_words(string text, string fault)
    {
        Assert.Equal(fault, Assert.Throws<FormatException>(() => GoDuration.Parse(text)).Message);
        Assert.False(GoDuration.TryParse(text, out _));
    }
}
