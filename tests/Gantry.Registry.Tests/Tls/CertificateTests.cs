using Gantry.Oci.Errors;
using Gantry.Registry.Endpoints;
using Gantry.Registry.Errors;
using Gantry.Registry.Tests.Support;
using Gantry.Registry.Transport;

namespace Gantry.Registry.Tests.Tls;

public sealed class CertificateTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gantry-certificates.").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task An_authority_in_the_registrys_folder_is_believed_from_then_on()
    {
        using var server = new TlsServer("127.0.0.1");
        using var transport = Transport();
        Assert.Equal(
            $"Get \"{server.Address}v2/\": tls: failed to verify certificate: x509: certificate signed by unknown authority",
            (await Assert.ThrowsAsync<ConnectionException>(() => Get(transport, server))).Message);
        Put(server, "ca.crt", server.Authority.ExportCertificatePem());
        Assert.Equal("nobody", await Get(transport, server));
    }

    [Fact]
    public async Task A_client_certificate_is_shown()
    {
        using var server = new TlsServer("127.0.0.1");
        using var client = TlsServer.Make("CN=me", server.Authority, "", null);
        using var transport = Transport();
        Put(server, "ca.crt", server.Authority.ExportCertificatePem());
        Put(server, "client.cert", client.ExportCertificatePem());
        Assert.Equal(
            "missing key client.key for client certificate client.cert. CA certificates must use the extension .crt",
            (await Assert.ThrowsAsync<GantryException>(() => Get(transport, server))).Message);
        using (var key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(client)!)
            Put(server, "client.key", key.ExportPkcs8PrivateKeyPem());
        Assert.Equal("CN=me", await Get(transport, server));
        File.Delete(Path.Combine(folder, server.Address.Authority, "client.cert"));
        Assert.Equal("missing client certificate client.cert for key client.key", (await Assert.ThrowsAsync<GantryException>(() => Get(transport, server))).Message);
    }

    [Theory]
    [InlineData("127.0.0.9", "x509: certificate is valid for 127.0.0.9, not 127.0.0.1")]
    [InlineData("elsewhere", "x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs")]
    public async Task Another_servers_certificate_is_refused(string address, string reason)
    {
        using var server = new TlsServer(address);
        using var transport = Transport();
        Put(server, "ca.crt", server.Authority.ExportCertificatePem());
        Assert.EndsWith(reason, (await Assert.ThrowsAsync<ConnectionException>(() => Get(transport, server))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_certificate_is_refused()
    {
        using var server = new TlsServer("127.0.0.1", DateTimeOffset.UtcNow.AddHours(-1));
        using var transport = Transport();
        Put(server, "ca.crt", server.Authority.ExportCertificatePem());
        Assert.Contains("x509: certificate has expired or is not yet valid: current time ", (await Assert.ThrowsAsync<ConnectionException>(() => Get(transport, server))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", null, "tls: failed to find any PEM data in certificate input")]
    [InlineData(null, "nothing", "tls: failed to find any PEM data in key input")]
    [InlineData(null, null, "tls: private key does not match public key")]
    public async Task What_is_wrong_with_a_client_certificate_is_told_in_Dockers_words(string? certificate, string? key, string told)
    {
        using var server = new TlsServer("127.0.0.1");
        using var client = TlsServer.Make("CN=me", server.Authority, "", null);
        using var other = TlsServer.Make("CN=me", server.Authority, "", null);
        using var transport = Transport();
        Put(server, "client.cert", certificate ?? client.ExportCertificatePem());
        using (var own = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(other)!)
            Put(server, "client.key", key ?? own.ExportPkcs8PrivateKeyPem());
        Assert.Equal(told, (await Assert.ThrowsAsync<GantryException>(() => Get(transport, server))).Message);
    }

    [Fact]
    public async Task What_is_no_folder_and_what_is_no_file_are_told_of()
    {
        using var server = new TlsServer("127.0.0.1");
        using var transport = Transport();
        var path = Path.Combine(folder, server.Address.Authority);
        File.WriteAllText(path, "");
        Assert.Equal($"open {path}: not a directory", (await Assert.ThrowsAsync<GantryException>(() => Get(transport, server))).Message);
        File.Delete(path);
        Directory.CreateDirectory(path + "/ca.crt");
        Assert.Equal($"read {path}/ca.crt: is a directory", (await Assert.ThrowsAsync<GantryException>(() => Get(transport, server))).Message);
    }

    [Fact]
    public async Task A_subject_is_no_name_of_a_server()
    {
        using var server = new TlsServer("", name: "127.0.0.1");
        using var transport = Transport();
        Put(server, "ca.crt", server.Authority.ExportCertificatePem());
        Assert.EndsWith("x509: certificate relies on legacy Common Name field, use SANs instead", (await Assert.ThrowsAsync<ConnectionException>(() => Get(transport, server))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_servers_name_is_told_before_an_authority_nobody_knows()
    {
        using var server = new TlsServer("127.0.0.9");
        using var transport = Transport();
        Assert.EndsWith("x509: certificate is valid for 127.0.0.9, not 127.0.0.1", (await Assert.ThrowsAsync<ConnectionException>(() => Get(transport, server))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_TLS_is_said_to_be_one()
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Reply("200 OK", []), speaksFirst: true);
        using var transport = Transport();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{server.Address}/v2/");
        var fault = await Assert.ThrowsAsync<ConnectionException>(() => transport.SendAsync(request, new RegistryEndpoint(new Uri($"https://{server.Address}/"), true, false), CancellationToken.None));
        Assert.Equal($"Get \"https://{server.Address}/v2/\": http: server gave HTTP response to HTTPS client", fault.Message);
    }

    private RegistryTransport Transport() => new(new RegistryOptions { CertificateFolders = [folder] });

    private void Put(TlsServer server, string name, string content)
    {
        var inner = Directory.CreateDirectory(Path.Combine(folder, server.Address.Authority));
        File.WriteAllText(Path.Combine(inner.FullName, name), content);
    }

    private static async Task<string> Get(RegistryTransport transport, TlsServer server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "v2/"));
        using var answer = await transport.SendAsync(request, new RegistryEndpoint(server.Address, IsVerified: true, IsMirror: false), CancellationToken.None);
        return await answer.Content.ReadAsStringAsync();
    }
}
