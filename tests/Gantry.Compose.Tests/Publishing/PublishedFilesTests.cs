using System.Text;
using Gantry.Compose.Loading;
using Gantry.Compose.Model;
using Gantry.Compose.Publishing;

namespace Gantry.Compose.Tests.Publishing;

/// <summary>Files of a project that are about to be given away.</summary>
public sealed class PublishedFilesTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("gantry-publish-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void What_a_file_names_beside_it_comes_along_under_another_name_and_nothing_else_changes()
    {
        Write("e.env", "A=1\n");
        Write("base.yaml", "services:\n  base: {image: x, env_file: more.env} # kept\n");
        Write("more.env", "B=2\n");
        Write("compose.yaml", "services:\n  web:\n    extends: {service: base, file: \"base.yaml\"} # kept too\n    env_file: [e.env, {path: gone.env, required: false}]\n");
        var files = Gather(withEnvironment: true);
        Assert.Equal(
            $"services:\n  web:\n    extends: {{service: base, file: {Hash("base.yaml")}.yaml}} # kept too\n    env_file: [{Hash("e.env")}.env, {{path: {Hash("gone.env")}.env, required: false}}]\n",
            Text(files[0]));
        Assert.Equal((PublishedKind.Extended, $"{Hash("base.yaml")}.yaml", $"services:\n  base: {{image: x, env_file: {Hash("more.env")}.env}} # kept\n"), (files[1].Kind, files[1].Name, Text(files[1])));
        Assert.Equal([(PublishedKind.Environment, $"{Hash("e.env")}.env", "A=1\n"), (PublishedKind.Environment, $"{Hash("more.env")}.env", "B=2\n")], files.Skip(2).Select(file => (file.Kind, file.Name, Text(file))));
        Assert.Equal([PublishedKind.Compose, PublishedKind.Extended], Gather(withEnvironment: false).Select(file => file.Kind));
    }

    [Fact]
    public void A_file_that_is_only_built_is_refused()
    {
        Write("compose.yaml", "services: {b: {build: .}, a: {build: .}, c: {image: x, build: .}}\n");
        Assert.Equal(
            "your Compose stack cannot be published as it only contains a build section for service(s):\n- \"a\"\n- \"b\"\n",
            Assert.Throws<ComposeException>(() => new PublishChecks(Load()).CheckImages()).Message);
    }

    [Fact]
    public void Mounts_variables_and_what_looks_secret_is_asked_about()
    {
        Write("key.pem", "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n");
        Write("compose.yaml", """
            services:
              a: {image: x, volumes: ["./d:/d:ro,z"], environment: {DB_PASSWORD: "abcdefghijklmnopq12345", EMPTY: }}
            configs: {s: {file: key.pem}}
            """);
        var checks = new PublishChecks(Load());
        Assert.EndsWith($"\na{directory}/d:/d:ro,z\nAre you ok to publish these bind mount declarations?", checks.AskAboutMounts(), StringComparison.Ordinal);
        Assert.Equal(
            "you are about to publish sensitive data within your OCI artifact.\nplease double check that you are not leaking sensitive data\n" +
            "Keyword Detector\n\"services.a.environment.DB_PASSWORD\": abcdefghijklmnopq12345\n" +
            "Private Key\n\"\": -----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\nAre you ok to publish these sensitive data?",
            checks.AskAboutSecrets());
        Assert.Contains("\nService/Config  a\nDB_PASSWORD=abcdefghijklmnopq12345\nEMPTY=\nAre you ok", checks.AskAboutEnvironment(allowed: true), StringComparison.Ordinal);
        Assert.StartsWith(
            "service \"a\" has environment variable(s) declared.\nTo avoid leaking sensitive data",
            Assert.Throws<ComposeException>(() => checks.AskAboutEnvironment(allowed: false)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWS Client ID", "id = AKIAIOSFODNN7EXAMPLE\nb = c")]
    [InlineData("Github authentication", "t: ghp_abcdefghijklmnopqrstuvwxyz0123456789")]
    [InlineData("URL with password", "db: postgres://me:s3cret@host/db\nb: c")]
    [InlineData("JSON Web Token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln")]
    [InlineData("HTTP Basic Authentication", "Authorization: Basic dXNlcjpwYXNz")]
    [InlineData("Stripe API key", "{\"k\": \"sk_live_0123456789abcdefghijklmn\"}")]
    [InlineData("", "plain: text\nport: 8080")]
    [InlineData("", "password: $SECRET_OF_SOMEBODY_ELSE_12345")]
    [InlineData("", "db: postgres://me@host/db")]
    public void Keys_and_passwords_are_known_by_their_looks(string kind, string text)
    {
        Write("f", text);
        Write("compose.yaml", "services: {a: {image: x}}\nconfigs: {c: {file: f}}\n");
        var question = new PublishChecks(Load()).AskAboutSecrets();
        if (kind.Length == 0)
            Assert.Null(question);
        else
            Assert.Contains($"\n{kind}\n", question, StringComparison.Ordinal);
    }

    private IReadOnlyList<PublishedFile> Gather(bool withEnvironment) => new PublishedFiles(Load(), null).Gather(withEnvironment);

    private Project Load() => new ProjectLoader(new ProjectSource { CurrentDirectory = directory, Name = "p" })
        .Load(new LoadOptions { ForgetFiles = false, AllProfiles = true, AllResources = true }, []);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(directory, name), text);

    private string Hash(string name) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Path.Combine(directory, name))));

    private static string Text(PublishedFile file) => Encoding.UTF8.GetString(file.Content);
}
