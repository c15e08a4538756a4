using Gantry.Build.Copies;

namespace Gantry.Build.Tests.Copies;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("*.txt", "a.txt", true)]
    [InlineData("*.txt", "d/a.txt", false)]
    [InlineData("d/*", "d/a", true)]
    [InlineData("d/*", "d/a/b", false)]
    [InlineData("?b", "ab", true)]
    [InlineData("?", "/", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[^a-c]x", "bx", false)]
    [InlineData("[^a-c]x", "dx", true)]
    [InlineData("a\\*b", "a*b", true)]
    [InlineData("a\\*b", "axb", false)]
    [InlineData("[a", "a", false)]
    [InlineData("a*b*c", "axxbyyc", true)]
    public void A_pattern_fits_as_in_Go(string pattern, string path, bool fits) => Assert.Equal(fits, PathPattern.Fits(pattern, path));
}
