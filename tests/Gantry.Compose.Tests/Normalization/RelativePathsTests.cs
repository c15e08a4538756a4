using Gantry.Compose.Normalization;

namespace Gantry.Compose.Tests.Normalization;

public sealed class RelativePathsTests
{
    [Fact]
    public void A_tilde_is_what_HOME_says() =>
        Assert.Equal($"{System.Environment.GetEnvironmentVariable("HOME")?.TrimEnd('/')}/x", RelativePaths.Absolute("~/x", "/work"));

    [Theory]
    [InlineData("./a/../b", "/work/b")]
    [InlineData("/a", "/a")]
    public void Other_paths_begin_at_the_directory(string path, string absolute) => Assert.Equal(absolute, RelativePaths.Absolute(path, "/work"));
}
