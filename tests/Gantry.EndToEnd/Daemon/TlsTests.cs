using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Daemon;

/// <summary>TCP with mutual TLS: who proves a certificate of the authority is let in, nobody else.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly Host host = Host.Create();
    private readonly string folder = Directory.CreateTempSubdirectory("gantry-e2e-tls").FullName;

    public void Dispose()
    {
        host.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Only_a_client_with_a_certificate_of_the_authority_is_let_in()
    {
        Certificates.Write(folder);
        await using var engine = new Engine(
            host, "-H", "tcp://127.0.0.1:23760", "--tlsverify", "--tlscacert", folder + "/ca.pem", "--tlscert", folder + "/server.pem", "--tlskey", folder + "/server-key.pem");
        await engine.Start();
        await engine.ImportBusybox();
        foreach (var program in new[] { "docker", EngineBinary.Client })
        {
            (await Ask(engine, program, "client", "run --rm busybox echo inside")).Prints("inside\n");
            (await Ask(engine, program, "client", "run --rm -i busybox cat", "printf 'a\\nb' |")).Prints("a\nb");
            Assert.NotEqual(0, (await Ask(engine, program, "stranger", "version")).Exit);
            Assert.NotEqual(0, (await engine.Shell($"env -u DOCKER_HOST {program} -H tcp://127.0.0.1:23760 version")).Exit);
            Assert.NotEqual(0, (await engine.Shell($"env -u DOCKER_HOST {program} -H tcp://127.0.0.1:23760 --tls version")).Exit);
        }
    }

    private Task<Outcome> Ask(Engine engine, string program, string who, string line, string before = "") => engine.Shell(
        $"{before} env -u DOCKER_HOST {program} -H tcp://127.0.0.1:23760 --tlsverify --tlscacert {folder}/ca.pem --tlscert {folder}/{who}.pem --tlskey {folder}/{who}-key.pem {line}");
}
