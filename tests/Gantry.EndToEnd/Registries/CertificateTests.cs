using Gantry.EndToEnd.Distribution;
using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Registries;

/// <summary>A registry whose certificate an authority of the operator's own has signed, in <c>/etc/docker/certs.d</c>.</summary>
public sealed class CertificateTests
{
    [Fact]
    public async Task Docker_pushes_and_pulls_once_the_authority_is_put_down()
    {
        using var host = Host.Create();
        await using var engine = new Engine(host);
        await engine.Start();
        await engine.ImportBusybox();
        var address = $"10.214.{host.Number}.2:5443";
        await using var registry = await Registry(engine, address);
        (await engine.Docker($"tag busybox {address}/bb:1")).Ok();
        var refused = await engine.Docker($"pull {address}/bb:1");
        Assert.Equal(1, refused.Exit);
        Assert.Contains($"Get \"https://{address}/v2/\": tls: failed to verify certificate: x509: certificate signed by unknown authority", refused.Err, StringComparison.Ordinal);

        var folder = Directory.CreateDirectory("/etc/docker/certs.d/" + address).FullName;
        try
        {
            File.Copy(engine.Work + "/ca.crt", folder + "/ca.crt");
            (await engine.Docker($"push -q {address}/bb:1")).Prints($"{address}/bb:1\n");
            (await engine.Docker($"rmi busybox {address}/bb:1")).Ok();
            (await engine.Docker($"pull -q {address}/bb:1")).Prints($"{address}/bb:1\n");

            File.Copy(engine.Work + "/ca.crt", folder + "/half.cert");
            Assert.Contains(
                "missing key half.key for client certificate half.cert. CA certificates must use the extension .crt", (await engine.Docker($"pull {address}/bb:1")).Err, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Running> Registry(Engine engine, string address)
    {
        await new Authority(engine).Sign(address.Split(':')[0]);
        return await BesideEngine.Registry(engine, address, "--tls-cert", engine.Work + "/server.crt", "--tls-key", engine.Work + "/server.key");
    }
}
