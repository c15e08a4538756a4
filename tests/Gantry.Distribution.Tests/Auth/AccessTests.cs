using System.Net;
using System.Text;

using Gantry.Distribution.Hosting;
using Gantry.Distribution.Tests.Support;

namespace Gantry.Distribution.Tests.Auth;

public sealed class AccessTests : ServerTests
{
    // htpasswd -nbB ann secret
    private const string Ann = "ann:$2y$05$HZoKqG42TndVvy.PE/ppbuWKHUQS3feZ8fqj3mXftrIGjolS1AyH6";

    private string PasswordFile => Path.Combine(Path.GetTempPath(), $"gantry-passwords.{Path.GetFileName(Path.GetDirectoryName(Root))}");

    protected override DistributionOptions Configure(DistributionOptions options)
    {
        File.WriteAllText(PasswordFile, Ann + "\n");
        return options with { PasswordFile = PasswordFile };
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        File.Delete(PasswordFile);
    }

    private static (string, string) Login(string text) => ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("ann:wrong")]
    [InlineData("bob:secret")]
    [InlineData("ann")]
    [InlineData(":")]
    public async Task Who_does_not_know_the_password_is_kept_out(string login)
    {
        var answer = await Get("/v2/", Login(login));
        Assert.Equal("Basic realm=\"gantry registry\"", Header(answer, "WWW-Authenticate"));
        await Refused(answer, HttpStatusCode.Unauthorized, "UNAUTHORIZED");
    }

    [Fact]
    public async Task Nothing_is_said_to_who_names_nobody()
    {
        foreach (var path in new[] { "/v2/", "/v2/_catalog", "/v2/a/tags/list", "/v2/a/blobs/x", "/none" })
            await Refused(await Get(path), HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        Assert.Equal("ok\n", await Http.GetStringAsync("/healthz"));
    }

    [Fact]
    public async Task A_changed_file_counts_at_once()
    {
        for (var time = 0; time < 2; time++)
        {
            using var answer = await Get("/v2/", Login("ann:secret"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await File.WriteAllTextAsync(PasswordFile, "");
        File.SetLastWriteTimeUtc(PasswordFile, DateTime.UtcNow.AddMinutes(1));
        await Refused(await Get("/v2/", Login("ann:secret")), HttpStatusCode.Unauthorized, "UNAUTHORIZED");
    }
}
