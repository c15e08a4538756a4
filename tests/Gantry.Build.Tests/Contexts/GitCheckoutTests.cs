using Gantry.Build.Contexts;
using Gantry.Oci.Errors;

namespace Gantry.Build.Tests.Contexts;

public sealed class GitCheckoutTests : IDisposable
{
    private const string Nowhere = "http://127.0.0.1:1/x.git";

    private readonly string _directory = Directory.CreateTempSubdirectory("gantry-git-").FullName;
    private readonly List<string> _said = [];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("", "error fetching default branch for repository")]
    [InlineData("v1", "failed to fetch remote")]
    public async Task A_server_that_is_not_there_is_told_with_what_git_says(string reference, string what)
    {
        var fault = await Fault(new GitAddress(Nowhere, reference, ""));
        Assert.Equal(ErrorKind.Unavailable, fault.Kind);
        Assert.StartsWith($"failed to load cache key: {what} {Nowhere}: git stderr:\nfatal: unable to access '{Nowhere}/': ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("\n: exit status 128", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_git_does_is_told_by_the_way()
    {
        await Fault(new GitAddress(Nowhere, "", ""));
        Assert.StartsWith("Initialized empty Git repository in ", _said[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-x", "", "", "invalid git address -x#")]
    [InlineData(Nowhere, "--upload-pack=x", "", "invalid git address " + Nowhere + "#--upload-pack=x")]
    [InlineData(Nowhere, "", "XY", "failed to load cache key: invalid checksum XY for Git URL, expected hex commit hash")]
    public async Task Addresses_that_are_none_are_refused_before_anybody_is_asked(string remote, string reference, string checksum, string expected)
    {
        var fault = await Fault(new GitAddress(remote, reference, "") { Checksum = checksum });
        Assert.Equal(ErrorKind.Invalid, fault.Kind);
        Assert.Equal(expected, fault.Message);
    }

    private Task<GantryException> Fault(GitAddress address) =>
        Assert.ThrowsAnyAsync<GantryException>(() => GitCheckout.RunAsync(address, _directory, keepGitDirectory: false, _said.Add, CancellationToken.None));
}
