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

    [Fact]
    public async Task A_file_that_is_no_certificate_is_named()
    {
        using var server = new TlsServer("127.0.0.1");
        using var transport = Transport();
        Put(server, "client.cert", "nothing");
        Put(server, "client.key", "nothing");
        Assert.StartsWith($"cannot read the certificate {folder}/", (await Assert.ThrowsAsync<GantryException>(() => Get(transport, server))).Message, StringComparison.Ordinal);
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
