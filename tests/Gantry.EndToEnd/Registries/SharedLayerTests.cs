using System.Globalization;

using Gantry.EndToEnd.Distribution;
using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Registries;

/// <summary>One layer that several repositories have, wanted at the same time.</summary>
public sealed class SharedLayerTests : OwnEngineTests
{
    private const int Size = 20_000_000;

    [Fact]
    public async Task A_layer_of_two_repositories_is_fetched_once_though_both_are_pulled_at_once()
    {
        await using var registry = await BesideEngine.Registry(Engine, 5000, "--metrics-addr", "127.0.0.1:5001");
        (await Engine.Shell($"mkdir t && head -c {Size} /dev/urandom >t/f && tar -C t -c . | docker import - localhost:5000/a/x:1")).Ok();
        (await Docker("tag localhost:5000/a/x:1 localhost:5000/b/y:1")).Ok();
        foreach (var name in (string[])["a/x:1", "b/y:1"]) (await Docker($"push -q localhost:5000/{name}")).Ok();
        (await Docker("rmi localhost:5000/a/x:1 localhost:5000/b/y:1")).Ok();
        Assert.Equal(0, await Sent());
        var pulls = await Task.WhenAll(Docker("pull -q localhost:5000/a/x:1"), Docker("pull -q localhost:5000/b/y:1"));
        Assert.All(pulls, pull => pull.Ok());
        Assert.InRange(await Sent(), Size, (long)(Size * 1.5));
        (await Docker("rmi localhost:5000/a/x:1 localhost:5000/b/y:1")).Ok();

        Task<long> Sent() => Metric("gantry_registry_sent_bytes_total");
    }

    [Fact]
    public async Task A_layer_of_two_tags_is_sent_once_though_both_are_pushed_at_once()
    {
        await using var registry = await BesideEngine.Registry(Engine, 5000, "--metrics-addr", "127.0.0.1:5001");
        (await Engine.Shell($"mkdir t && head -c {Size} /dev/urandom >t/f && tar -C t -c . | docker import - localhost:5000/a/x:1")).Ok();
        (await Docker("tag localhost:5000/a/x:1 localhost:5000/a/x:2")).Ok();
        var pushes = await Task.WhenAll(Docker("push localhost:5000/a/x:1"), Docker("push localhost:5000/a/x:2"));
        Assert.All(pushes, push => push.Ok());
        Assert.Single(pushes, push => push.Out.Contains(": Pushed\n", StringComparison.Ordinal));
        Assert.Single(pushes, push => push.Out.Contains(": Layer already exists\n", StringComparison.Ordinal));
        Assert.InRange(await Metric("gantry_registry_received_bytes_total"), Size, (long)(Size * 1.5));
        (await Docker("rmi localhost:5000/a/x:1 localhost:5000/a/x:2")).Ok();
    }

    private async Task<long> Metric(string name) =>
        long.Parse((await Engine.Shell($"curl -sf http://127.0.0.1:5001/metrics | sed -n 's/^{name} //p'")).Line, CultureInfo.InvariantCulture);
}
