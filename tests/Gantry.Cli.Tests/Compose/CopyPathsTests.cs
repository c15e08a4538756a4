using Gantry.Cli.Compose.Copying;

namespace Gantry.Cli.Tests.Compose;

public sealed class CopyPathsTests
{
    [Theory]
    [InlineData("web:/x", "web", "/x")]
    [InlineData("/a:b", "", "/a:b")]
    [InlineData("./a:b", "", "./a:b")]
    [InlineData("-", "", "-")]
    public void A_service_stands_before_the_colon(string text, string service, string path) => Assert.Equal((service, path), CopyPaths.Split(text));

    [Theory]
    [InlineData("dir/a/b", "new", "new/a/b")]
    [InlineData("dir/", "new", "new/")]
    [InlineData("file", "new", "new")]
    [InlineData("dir/a", "", "a")]
    public void The_first_part_of_a_name_is_exchanged(string name, string first, string renamed) => Assert.Equal(renamed, CopyPaths.Rebase(name, first));
}
