using Gantry.Compose.Loading;

namespace Gantry.Compose.Tests.Loading;

public sealed class ScalarRulesTests
{
    [Fact]
    public void A_whole_number_beyond_a_long_keeps_its_digits() => Assert.Equal(12345678901234567890UL, ScalarRules.Plain("12345678901234567890"));
}
