using Gantry.Build.Contexts;
using Gantry.Oci.Errors;

namespace Gantry.Build.Tests.Contexts;

public sealed class GitAddressTests
{
    [Theory]
    [InlineData("https://host/r.git#v1:sub", "https://host/r.git", "v1", "sub", "")]
    [InlineData("https://host/r.git?ref=v1", "https://host/r.git", "v1", "", "")]
    [InlineData("git://host/r.git?branch=dev&subdir=a%20b", "git://host/r.git", "refs/heads/dev", "a b", "")]
    [InlineData("https://host/r.git?tag=v1&commit=8352fce", "https://host/r.git", "refs/tags/v1", "", "8352fce")]
    [InlineData("https://host/r.git?checksum=8352fce#v1", "https://host/r.git", "v1", "", "8352fce")]
    public void What_is_wanted_is_a_fragment_or_a_query(string text, string remote, string reference, string directory, string checksum) =>
        Assert.Equal(new GitAddress(remote, reference, directory) { Checksum = checksum }, GitAddress.TryParse(text));

    [Theory]
    [InlineData("https://host/r.git?keep-git-dir=1", true)]
    [InlineData("https://host/r.git?keep-git-dir=0", false)]
    [InlineData("https://host/r.git", false)]
    public void A_query_keeps_the_repository(string text, bool keeps) => Assert.Equal(keeps, GitAddress.TryParse(text)!.KeepsGitDirectory);

    [Theory]
    [InlineData("https://host/r.git?ref=v1#dev", "ref conflicts: \"dev\" vs \"v1\"")]
    [InlineData("https://host/r.git?subdir=a#dev:b", "subdir conflicts: \"b\" vs \"a\"")]
    [InlineData("https://host/r.git?ref=", "query \"ref\" has no value")]
    [InlineData("https://host/r.git?foo=v1", "unexpected query \"foo\"")]
    public void What_contradicts_itself_or_is_not_known_is_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<GantryException>(() => GitAddress.TryParse(text)).Message);

    [Fact]
    public void An_address_of_a_file_may_have_a_query() => Assert.Null(GitAddress.TryParse("https://host/file?ref=v1"));
}
