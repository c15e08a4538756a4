using Gantry.EndToEnd.Distribution;
using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Registries;

/// <summary>Pulls by way of other hosts, which <c>hosts.toml</c> names for a registry.</summary>
public sealed class HostsFileTests : OwnEngineTests
{
    private readonly Authority authority;

    public HostsFileTests() => authority = new Authority(Engine);

    private string Address => $"10.214.{Engine.Host.Number}.2";

    private string Registry => Address + ":5443";

    private string Image => Registry + "/dir/bb:1";

    /// <summary>Runs with a hosts.toml for the registry, and its authority.</summary>
    private async Task With(string hosts, Func<Task> work)
    {
        var folder = Directory.CreateDirectory("/etc/docker/certs.d/" + Registry).FullName;
        try
        {
            // Under names that mean nothing to whoever looks for certificates by their names.
            foreach (var file in (string[])["ca.crt", "client.crt", "client.key"]) File.Copy($"{Engine.Work}/{file}", $"{folder}/{file}.pem");
            await File.WriteAllTextAsync(folder + "/hosts.toml", $"server = \"https://{Registry}\"\nca = \"ca.crt.pem\"\n{hosts}");
            await work();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Task<Running> Main() => BesideEngine.Registry(Engine, $"{Registry}", "--tls-cert", Engine.Work + "/server.crt", "--tls-key", Engine.Work + "/server.key");

    private async Task Forget() => (await Docker($"rmi {Image}")).Ok();

    [Fact]
    public async Task Mirrors_are_asked_in_turn_and_the_registry_last()
    {
        if (EngineBinary.IsReference) return; // it reads no hosts.toml
        await authority.Sign(Address);
        await With($"""
            [host."http://{Address}:5002"]
            capabilities = ["pull", "resolve"]
            [host."http://{Address}:5001"]
            capabilities = ["pull", "resolve"]
            """, async () =>
        {
            await using (await Main())
            {
                (await Docker($"tag busybox {Image}")).Ok();
                (await Docker($"push -q {Image}")).Prints(Image + "\n"); // to nobody but the registry
                await Forget();
                (await Docker($"pull -q {Image}")).Prints(Image + "\n"); // nobody is at either mirror
                await Forget();
            }

            await using (await BesideEngine.Registry(Engine, $"{Address}:5001", "--root", Engine.Work + $"/registry.{Registry}"))
                (await Docker($"pull -q {Image}")).Prints(Image + "\n"); // nobody is at the registry
            (await Docker($"run --rm {Image} echo mirrored")).Prints("mirrored\n");
            await Forget();
            Assert.Contains("connection refused", (await Docker($"pull -q {Image}")).Err, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_host_is_shown_the_certificate_and_headers_it_wants_at_the_path_it_has()
    {
        if (EngineBinary.IsReference) return;
        await authority.Sign(Address);
        await With($"""
            [host."https://{Address}:5003/mirrors/one"]
            capabilities = ["pull", "resolve"]
            override_path = true
            ca = "ca.crt.pem"
            client = [["client.crt.pem", "client.key.pem"]]
            [host."https://{Address}:5003/mirrors/one".header]
            X-Key = "open"
            """, async () =>
        {
            await using (await Main())
            {
                (await Docker($"tag busybox {Image}")).Ok();
                (await Docker($"push -q {Image}")).Ok();
                (await Engine.Shell($"skopeo copy -q --preserve-digests --src-tls-verify=false docker://{Image} dir:one")).Ok();
                await Forget();
            }

            await using var mirror = Running.Start(
                "nsenter",
                ["--net=" + Engine.Host.Path, "python3", Path.Combine(AppContext.BaseDirectory, "Clients/mirror.py"), Address, "5003", "server.crt", "server.key", "ca.crt", "/mirrors/one/", "one"],
                Engine.ClientEnvironment, folder: Engine.Work);
            await mirror.OutContains("listens");
            (await Docker($"pull -q {Image}")).Prints(Image + "\n");
        });
    }

    [Fact]
    public async Task A_certificate_nobody_vouches_for_is_taken_where_the_file_says_so()
    {
        if (EngineBinary.IsReference) return;
        await authority.Sign(Address);
        await using var main = await Main();
        (await Docker($"tag busybox {Image}")).Ok();
        Assert.Contains("certificate signed by unknown authority", (await Docker($"push -q {Image}")).Err, StringComparison.Ordinal);
        var folder = Directory.CreateDirectory("/etc/docker/certs.d/" + Registry).FullName;
        try
        {
            await File.WriteAllTextAsync(folder + "/hosts.toml", $"server = \"https://{Registry}\"\n[host.\"https://{Registry}\"]\nskip_verify = true\n");
            (await Docker($"push -q {Image}")).Prints(Image + "\n");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
