using System.Net;

using Gantry.Distribution.Hosting;

namespace Gantry.Distribution.Tests.Storage.S3;

/// <summary>One registry at a time writes to a bucket.</summary>
public sealed class ClaimTests : S3ServerTests
{
    private const string Claim = "some/where/gantry-registry-writer";

    public override async Task InitializeAsync()
    {
        Store.Lease = TimeSpan.FromSeconds(1);
        await base.InitializeAsync();
    }

    private DistributionServer Other(bool readOnly = false) =>
        new(new DistributionOptions { Root = Path.Combine(Root, "..", "other"), Addresses = [], Bucket = Store.Options, ReadOnly = readOnly });

    [Fact]
    public async Task Another_is_refused_while_one_lives_and_may_read()
    {
        await using (var other = Other())
        {
            var fault = await Assert.ThrowsAnyAsync<IOException>(() => other.StartAsync(CancellationToken.None));
            Assert.Equal($"another registry, on {Dns.GetHostName()}, writes to box/some/where: one at a time does, others can serve it with --read-only", fault.Message);
        }

        await using var reader = Other(readOnly: true);
        await reader.StartAsync(CancellationToken.None);
        await Push("a", "still taken in");
    }

    [Fact]
    public async Task It_is_free_when_one_has_ended()
    {
        await Server.DisposeAsync();
        Assert.False(Store.Objects.ContainsKey(Claim));
        await using var other = Other();
        await other.StartAsync(CancellationToken.None);
        Assert.True(Store.Objects.ContainsKey(Claim));
    }

    [Fact]
    public async Task Who_has_died_is_followed_by_another()
    {
        await Server.DisposeAsync();
        Store.Objects[Claim] = "somebody 7 there"u8.ToArray();
        await using var other = Other();
        await other.StartAsync(CancellationToken.None);
        Assert.NotEqual("somebody 7 there"u8.ToArray(), Store.Objects[Claim]);
    }

    [Fact]
    public async Task Who_was_taken_for_dead_takes_nothing_in_any_more()
    {
        await Push("a", "before");
        Store.Objects[Claim] = "somebody 1 there"u8.ToArray();
        var number = 0;
        for (var answer = HttpStatusCode.Created; answer != HttpStatusCode.ServiceUnavailable;)
        {
            // What is there already is acknowledged without a word to the bucket.
            var content = $"x{number++}";
            using var push = await Send(HttpMethod.Post, $"/v2/a/blobs/uploads/?digest={Sha256(content)}", content);
            answer = push.StatusCode;
            Assert.True(answer is HttpStatusCode.Created or HttpStatusCode.ServiceUnavailable, answer.ToString());
        }

        Assert.Equal("another registry, on there, has begun to write to box/some/where: this one takes nothing in any more", await Detail(await Send(HttpMethod.Post, $"/v2/a/blobs/uploads/?digest={Sha256("y")}", "y"), HttpStatusCode.ServiceUnavailable));
        foreach (var file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow - TimeSpan.FromDays(30));
        await Assert.ThrowsAnyAsync<IOException>(Server.CollectAsync);
        Assert.Contains(BlobKey(Sha256("before")), Store.Objects.Keys);
        Assert.Equal("somebody 1 there"u8.ToArray(), Store.Objects[Claim]);
    }
}
