using System.Globalization;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Distribution;

/// <summary>Other people's clients against <c>gantry registry serve</c>. <c>GANTRY_E2E_PUSHES</c> sets how many pushes go on when it is killed (24).</summary>
public sealed class PushPullTests : IAsyncLifetime
{
    private static readonly int pushes = int.Parse(Environment.GetEnvironmentVariable("GANTRY_E2E_PUSHES") ?? "24", CultureInfo.InvariantCulture);
    private OwnRegistry registry = null!;

    public async Task InitializeAsync() => registry = await OwnRegistry.Start();

    public async Task DisposeAsync() => await registry.DisposeAsync();

    private async Task<Outcome> Copy(string from, string to, string flags = "") =>
        await registry.Shell($"skopeo copy -q --src-tls-verify=false --dest-tls-verify=false {flags} {from} {to}");

    [Fact]
    public async Task Every_format_comes_back_as_it_went_in()
    {
        await registry.Image("image");
        (await Copy("dir:image", "docker://$R/a/b:oci", "--preserve-digests")).Ok();
        (await Copy("dir:image", "docker://$R/a/b:docker", "-f v2s2")).Ok();
        (await Copy("dir:image", "docker://$R/a/b:zstd", "--dest-compress-format zstd -f oci")).Ok();
        foreach (var tag in new[] { "oci", "docker", "zstd" })
        {
            (await Copy($"docker://$R/a/b:{tag}", $"dir:{tag}", "--preserve-digests")).Ok();
            (await registry.Shell($"test $(sha256sum <{tag}/manifest.json | cut -c1-64) = $(skopeo inspect --tls-verify=false -f '{{{{.Digest}}}}' docker://$R/a/b:{tag} | cut -d: -f2)")).Ok();
        }

        (await registry.Shell("cmp image/manifest.json oci/manifest.json")).Ok();
        (await registry.Shell("skopeo list-tags --tls-verify=false docker://$R/a/b | tr -d ' \\n'")).Prints("{\"Repository\":\"" + registry.Address + "/a/b\",\"Tags\":[\"docker\",\"oci\",\"zstd\"]}");
        (await registry.Shell("skopeo delete --tls-verify=false docker://$R/a/b:oci")).Ok();
        Assert.NotEqual(0, (await Copy("docker://$R/a/b:oci", "dir:gone")).Exit);
    }

    [Fact]
    public async Task Podman_pushes_and_pulls()
    {
        await registry.Image("image");
        const string podman = "podman --root=$HOME/graph --runroot=$HOME/run --storage-driver=vfs";
        (await registry.Shell($"{podman} pull -q dir:image >id && {podman} push -q --tls-verify=false $(cat id) $R/p:1 && {podman} rmi -f $(cat id) >/dev/null && {podman} pull -q --tls-verify=false $R/p:1")).Ok();
    }

    [Fact]
    public async Task What_was_acknowledged_survives_a_kill_amid_many_pushes()
    {
        for (var number = 0; number < 4; number++)
            await registry.Image($"image{number}");
        var done = new List<int>();
        var running = Enumerable.Range(0, pushes).Select(async number =>
        {
            if ((await Copy($"dir:image{number % 4}", $"docker://$R/crash/r{number % 3}:t{number}", "--preserve-digests")).Exit == 0)
                lock (done)
                    done.Add(number);
        }).ToList();
        await Deadline.Until(() =>
        {
            lock (done)
                return done.Count >= 3 ? null : "no push is done";
        });
        await registry.Kill();
        await Task.WhenAll(running);
        await registry.Launch();

        Assert.InRange(done.Count, 3, pushes);
        foreach (var number in done)
        {
            (await Copy($"docker://$R/crash/r{number % 3}:t{number}", $"dir:back{number}", "--preserve-digests")).Ok();
            (await registry.Shell($"diff -r image{number % 4} back{number}")).Ok();
        }

        // Nothing that is only half there has a name, and the interrupted pushes succeed when they are made again.
        (await registry.Shell("cd root/blobs/sha256 && for f in *; do echo \"$f  $f\"; done | sha256sum -c --quiet")).Ok();
        foreach (var number in Enumerable.Range(0, pushes).Except(done))
            (await Copy($"dir:image{number % 4}", $"docker://$R/crash/r{number % 3}:t{number}", "--preserve-digests")).Ok();
    }

    [Fact]
    public async Task A_wrong_setting_is_said()
    {
        (await registry.Shell($"{EngineBinary.Client} registry serve --root other --listen $R")).Is(1, "", $"failed to start the registry: Failed to bind to address http://{registry.Address}: address already in use.\n");
        (await registry.Shell($"{EngineBinary.Client} registry serve --listen x")).Is(1, "", "invalid argument \"x\" for \"--listen\" flag: use ADDRESS:PORT or :PORT\n\nUsage:  gantry registry serve [OPTIONS]\n\nRun 'gantry registry serve --help' for more information\n");
    }
}
