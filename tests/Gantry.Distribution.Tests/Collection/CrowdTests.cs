using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

using Gantry.Distribution.Hosting;
using Gantry.Distribution.Tests.Support;

namespace Gantry.Distribution.Tests.Collection;

/// <summary>Many push and delete at a time, and collections without any patience go on all the while.</summary>
public class CrowdTests : ServerTests
{
    private const int Clients = 8, Turns = 15, Layers = 6;

    private readonly ConcurrentDictionary<string, string> images = new(StringComparer.Ordinal);

    protected override DistributionOptions Configure(DistributionOptions options) => base.Configure(options) with { BlobPatience = TimeSpan.Zero };

    [Fact]
    public async Task What_was_acknowledged_is_whole()
    {
        Disturb();
        var pushing = Task.WhenAll(Enumerable.Range(0, Clients).Select(Work));
        var collected = 0;
        while (!pushing.IsCompleted)
            collected += (await Server.CollectAsync()).Contents;
        await pushing;
        collected += (await Server.CollectAsync()).Contents;
        Assert.InRange(collected, 1, int.MaxValue);
        await CheckAll();
        await Anew();
        await CheckAll();
    }

    /// <summary>Has things go wrong from now on.</summary>
    protected virtual void Disturb()
    {
    }

    /// <summary>Starts the registry again where it has only what it must not lose.</summary>
    protected virtual Task Anew() => Restart();

    private async Task Work(int client)
    {
        await Task.Yield();
        var random = new Random(client);
        for (var turn = 0; turn < Turns; turn++)
        {
            var (name, tag) = ($"r{random.Next(2)}", $"t{client}-{turn % 3}");
            if (random.Next(4) == 0)
            {
                if (images.TryRemove($"{name}/{tag}", out var old))
                    using (await Send(HttpMethod.Delete, $"/v2/{name}/manifests/{Sha256(old)}")) { }
                continue;
            }

            // Layers are shared, the manifest is its own: it has the client's name in it.
            var image = await Image(name, $"layer {random.Next(Layers)}", $$""","annotations":{"who":"{{client}} {{turn}}"}""");
            using var put = await PutManifest(name, tag, image);
            if (put.StatusCode == HttpStatusCode.Created)
                images[$"{name}/{tag}"] = image;
            else
                Assert.Equal(HttpStatusCode.BadRequest, put.StatusCode); // a blob has been collected before it was named: there is no patience
        }
    }

    private async Task CheckAll()
    {
        foreach (var (place, image) in images)
        {
            var (name, tag) = (place.Split('/')[0], place.Split('/')[1]);
            Assert.Equal(image, await Http.GetStringAsync($"/v2/{name}/manifests/{tag}"));
            foreach (var layer in JsonNode.Parse(image)!["layers"]!.AsArray().Append(JsonNode.Parse(image)!["config"]))
            {
                var digest = layer!["digest"]!.GetValue<string>();
                Assert.Equal(digest, Sha256(await Http.GetStringAsync($"/v2/{name}/blobs/{digest}")));
            }
        }
    }
}
