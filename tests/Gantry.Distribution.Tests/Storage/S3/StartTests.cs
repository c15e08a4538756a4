using Gantry.Distribution.Hosting;
using Gantry.Distribution.Storage.S3;
using Gantry.Distribution.Tests.Support;

namespace Gantry.Distribution.Tests.Storage.S3;

/// <summary>What a registry says of an object store it cannot work with.</summary>
public sealed class StartTests : IAsyncLifetime, IDisposable
{
    private readonly FakeS3 store = new();
    private readonly string root = Directory.CreateTempSubdirectory("gantry-distribution.").FullName;

    public Task InitializeAsync() => store.StartAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task A_wrong_key_is_said() =>
        Assert.EndsWith(" does not know the access key AKOTHER", await Failure(store.Options with { Credentials = new S3Credentials("AKOTHER", "x", null) }), StringComparison.Ordinal);

    [Fact]
    public async Task A_wrong_secret_is_said() =>
        Assert.EndsWith(" does not accept the secret of the access key AKTEST", await Failure(store.Options with { Credentials = new S3Credentials(FakeS3.AccessKey, "x", null) }), StringComparison.Ordinal);

    [Fact]
    public async Task A_missing_bucket_is_said() => Assert.EndsWith(" has no bucket barrel", await Failure(store.Options with { Bucket = "barrel" }), StringComparison.Ordinal);

    [Fact]
    public async Task A_wrong_clock_is_said()
    {
        store.Now = () => DateTimeOffset.UtcNow.AddMinutes(-40);
        Assert.EndsWith(" does not accept this machine's time, which is 40 minutes from its own: set the clock", await Failure(store.Options), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_said() =>
        Assert.EndsWith("http://127.0.0.1:1 cannot be reached: Connection refused", await Failure(store.Options with { Endpoint = new Uri("http://127.0.0.1:1") }), StringComparison.Ordinal);

    [Fact]
    public async Task A_bucket_that_may_not_be_written_is_said_unless_nothing_will_be()
    {
        store.Trouble = request => request.Method == "PUT" ? S3Trouble.Busy : null;
        Assert.Contains("SlowDown", await Failure(store.Options), StringComparison.Ordinal);
        await using var server = new DistributionServer(new DistributionOptions { Root = root, Addresses = [], Bucket = store.Options, ReadOnly = true });
        await server.StartAsync(CancellationToken.None);
        Assert.DoesNotContain(store.Requests.Skip(8), request => !request.StartsWith("GET", StringComparison.Ordinal));
    }

    private async Task<string> Failure(S3Options options)
    {
        await using var server = new DistributionServer(new DistributionOptions { Root = root, Addresses = [], Bucket = options });
        return (await Assert.ThrowsAnyAsync<IOException>(() => server.StartAsync(CancellationToken.None))).Message;
    }
}
