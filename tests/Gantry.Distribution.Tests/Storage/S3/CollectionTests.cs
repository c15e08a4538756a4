using System.Net;
using System.Text;

using Gantry.Distribution.Collection;
using Gantry.Distribution.Hosting;
using Gantry.Distribution.Tests.Support;

namespace Gantry.Distribution.Tests.Storage.S3;

/// <summary>Collections in a bucket.</summary>
public sealed class CollectionTests : S3ServerTests
{
    private static readonly TimeSpan patience = TimeSpan.FromHours(1);

    protected override DistributionOptions Configure(DistributionOptions options) => base.Configure(options) with { BlobPatience = patience };

    [Fact]
    public async Task Content_nobody_needs_goes_from_the_bucket()
    {
        using (await PutManifest("a", "1", await Image("a", "layer"))) { }
        var lost = await Push("a", "lost");
        Age();
        Assert.Equal(new Collected(1, 4, 0), await Server.CollectAsync());
        Assert.False(Store.Objects.ContainsKey(BlobKey(lost)));
        Assert.DoesNotContain(Store.Objects.Keys, key => key.EndsWith(lost["sha256:".Length..], StringComparison.Ordinal));
        Assert.Equal("layer", await Http.GetStringAsync($"/v2/a/blobs/{Sha256("layer")}"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Many_pieces_go_with_few_requests_where_the_store_can(bool many)
    {
        Store.RemovesMany = many;
        for (var number = 0; number < 40; number++)
            await Push("a", $"lost {number}");
        Age();
        var before = Store.Requests.Count;
        Assert.Equal(40, (await Server.CollectAsync()).Contents);
        Assert.DoesNotContain(Store.Objects.Keys, key => key.Contains("/sha256/", StringComparison.Ordinal));
        Assert.Equal(many ? 2 : 81, Store.Requests.Count - before); // names and content; or one refusal, and each alone
    }

    [Fact]
    public async Task What_the_store_does_not_remove_with_the_rest_is_removed_later()
    {
        var stays = await Push("a", "stays");
        await Push("a", "goes");
        Age();
        Store.Keeps = key => key == BlobKey(stays);
        var fault = await Assert.ThrowsAnyAsync<IOException>(Server.CollectAsync);
        Assert.StartsWith("the object store has not removed 1 of 2 objects: blobs/sha256/", fault.Message, StringComparison.Ordinal);
        Assert.Equal([BlobKey(stays)], Store.Objects.Keys.Where(key => key.Contains("/blobs/", StringComparison.Ordinal)));
        Store.Keeps = _ => false;
        await Server.CollectAsync();
        Assert.False(Store.Objects.ContainsKey(BlobKey(stays)));
    }

    [Fact]
    public async Task Nothing_goes_soon_after_a_move_since_a_push_may_be_in_flight()
    {
        var asked = await Push("a", "asked");
        Age();
        await Move();
        Assert.Equal(0, (await Server.CollectAsync()).Contents);
        Assert.True(Store.Objects.ContainsKey(BlobKey(asked)));
    }

    [Fact]
    public async Task What_is_pushed_while_it_goes_is_there_in_the_end()
    {
        var digest = await Push("a", "hello");
        Age();
        var removing = new TaskCompletionSource<Task<HttpResponseMessage>>();
        Store.Trouble = request =>
        {
            // The store is about to remove it, and has not answered yet.
            if (request.Method == "DELETE" && request.Path.Value!.Contains("/blobs/sha256", StringComparison.Ordinal) && !removing.Task.IsCompleted)
            {
                removing.SetResult(Send(HttpMethod.Post, $"/v2/b/blobs/uploads/?digest={digest}", "hello"));
                SpinWait.SpinUntil(() => removing.Task.Result.IsCompleted, TimeSpan.FromMilliseconds(300));
            }

            return null;
        };
        Assert.Equal(1, (await Server.CollectAsync()).Contents);
        using (var pushed = await await removing.Task)
            Assert.Equal(HttpStatusCode.Created, pushed.StatusCode);
        Assert.Equal("hello", Encoding.UTF8.GetString(Store.Objects[BlobKey(digest)]));
        Assert.Equal("hello", await Http.GetStringAsync($"/v2/b/blobs/{digest}"));
    }

    [Fact]
    public async Task What_is_being_named_stays_however_long_that_takes()
    {
        var image = await Image("a", "layer");
        Task<Collected>? collecting = null;
        Store.Trouble = request =>
        {
            // The manifest is on its way into the bucket, and everything has become old meanwhile.
            if (request.Method == "PUT" && request.Path.Value!.Contains("/_manifests/", StringComparison.Ordinal) && collecting is null)
            {
                Age();
                collecting = Server.CollectAsync();
                Assert.True(collecting.Wait(TimeSpan.FromSeconds(10)));
            }

            return null;
        };
        using (var put = await PutManifest("a", "1", image))
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal(0, (await collecting!).Contents);
        Assert.Equal("layer", await Http.GetStringAsync($"/v2/a/blobs/{Sha256("layer")}"));
    }

    [Fact]
    public async Task A_store_that_fails_ends_a_collection_and_loses_nothing()
    {
        using (await PutManifest("a", "1", await Image("a", "layer"))) { }
        await Push("a", "lost");
        await Move();
        Age();
        Store.Fail(S3Trouble.Busy, int.MaxValue, request => request.Method == "GET");
        await Assert.ThrowsAnyAsync<IOException>(Server.CollectAsync);
        Store.Trouble = _ => null;
        Assert.Equal(1, (await Server.CollectAsync()).Contents);
        Assert.Equal("layer", await Http.GetStringAsync($"/v2/a/blobs/{Sha256("layer")}"));
    }

    /// <summary>Nobody has wanted anything for two hours.</summary>
    private void Age()
    {
        foreach (var file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow - 2 * patience);
    }
}
