using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Distribution;

/// <summary>Collections while others push.</summary>
public sealed class CollectionTests : IAsyncLifetime
{
    private const int Pushes = 24, SigUsr1 = 10;

    private OwnRegistry registry = null!;

    public async Task InitializeAsync() => registry = await OwnRegistry.Start("--collect-every", "0s", "--keep-unused", "1m");

    public async Task DisposeAsync() => await registry.DisposeAsync();

    private async Task<Outcome> Copy(string from, string to) =>
        await registry.Shell($"skopeo copy -q --preserve-digests --src-tls-verify=false --dest-tls-verify=false {from} {to}", TimeSpan.FromSeconds(60));

    private int Collections()
    {
        lock (registry.Log)
            return registry.Log.Count(line => line.Contains(" pieces of content of ", StringComparison.Ordinal));
    }

    private async Task Collect()
    {
        var before = Collections();
        Native.Kill(registry.ProcessId, SigUsr1);
        await Deadline.Until(() => Collections() > before ? null : "the collection has not ended");
    }

    [Fact]
    public async Task What_nobody_needs_goes_while_pushes_lose_nothing()
    {
        for (var number = 0; number < 4; number++)
            await registry.Image($"image{number}");
        await registry.Image("old");
        (await Copy("dir:old", "docker://$R/old:1")).Ok();
        (await registry.Shell("skopeo delete --tls-verify=false docker://$R/old:1 && find root -type f -exec touch -d '1 hour ago' {} +")).Ok();

        var pushing = Task.WhenAll(Enumerable.Range(0, Pushes).Select(number => Copy($"dir:image{number % 4}", $"docker://$R/r{number % 3}:t{number}")));
        do
            await Collect();
        while (!pushing.IsCompleted);
        Assert.All(await pushing, push => push.Ok());

        foreach (var number in Enumerable.Range(0, Pushes))
        {
            (await Copy($"docker://$R/r{number % 3}:t{number}", $"dir:back{number}")).Ok();
            (await registry.Shell($"diff -r image{number % 4} back{number}")).Ok();
        }

        // Of the removed image nothing is left, and of the others everything once.
        (await registry.Shell("ls root/blobs/sha256 | sort >there; ls image? | grep -E '^[0-9a-f]{64}$' >parts; for i in image?; do sha256sum <$i/manifest.json | cut -c1-64; done >>parts; sort -u parts | diff there -")).Ok();
    }
}
