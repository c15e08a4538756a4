using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Oci.Tests.Images;

public sealed class PlatformTests
{
    [Theory]
    [InlineData("linux/amd64", "linux/amd64")]
    [InlineData("Linux/x86_64", "linux/amd64")]
    [InlineData("linux/arm/v6", "linux/arm/v6")]
    [InlineData("macos/aarch64", "darwin/arm64")]
    [InlineData("i386", "linux/386")]
    [InlineData("linux/anything", "linux/anything")]
    [InlineData("windows(10.0.17763)/amd64", "windows/amd64")]
    public void What_is_written_is_read(string text, string platform) => Assert.Equal(platform, Platform.Parse(text).ToString());

    [Fact]
    public void A_system_alone_is_of_this_machines_architecture() => Assert.Equal(("linux", false), (Platform.Parse("linux").Os, Platform.Parse("linux").Architecture.Length == 0));

    [Fact]
    public void A_version_belongs_to_the_system() => Assert.Equal("10.0.17763", Platform.Parse("windows(10.0.17763)/amd64").OsVersion);

    [Theory]
    [InlineData("nintendo64", "\"nintendo64\": unknown operating system or architecture: invalid argument")]
    [InlineData("   ", "\"   \" is an invalid OS component of \"   \": ")]
    [InlineData("linux/", "\"\" is an invalid component of \"linux/\": ")]
    [InlineData("linux/a/b/c", "\"linux/a/b/c\": cannot parse platform specifier: invalid argument")]
    public void What_is_none_is_told(string text, string beginning)
    {
        var error = Assert.Throws<GantryException>(() => Platform.Parse(text));
        Assert.Equal(ErrorKind.Invalid, error.Kind);
        Assert.StartsWith(beginning, error.Message, StringComparison.Ordinal);
    }
}
