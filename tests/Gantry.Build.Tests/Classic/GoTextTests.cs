using Gantry.Build.Classic;
using Gantry.Engine.Containers;

namespace Gantry.Build.Tests.Classic;

public sealed class GoTextTests
{
    [Theory]
    [InlineData(0, @"'\x00'")]
    [InlineData(3, @"'\x03'")]
    [InlineData(10, @"'\n'")]
    [InlineData(39, @"'\''")]
    [InlineData(65, "'A'")]
    public void BuildKit_writes_the_retries_of_a_health_check_for_a_character(int retries, string shown) => Assert.Equal(
        $"&{{[\"CMD\" \"true\"] \"1m30s\" \"0s\" \"0s\" \"0s\" {shown}}}",
        GoText.Quoted(new HealthConfig { Test = ["CMD", "true"], Interval = 90_000_000_000, Retries = retries }));
}
