using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Distribution;

/// <summary><c>gantry registry serve</c> over an object store of somebody else's, npm's s3rver.</summary>
public sealed class BucketTests : IAsyncLifetime
{
    private const int Pushes = 16;

    private static readonly Dictionary<string, string> who = new() { ["AWS_ACCESS_KEY_ID"] = "S3RVER", ["AWS_SECRET_ACCESS_KEY"] = "S3RVER" };

    private readonly string folder = Directory.CreateTempSubdirectory("gantry-e2e.bucket.").FullName;
    private Running store = null!;
    private OwnRegistry registry = null!;

    public async Task InitializeAsync()
    {
        store = Running.Start("node", [Path.Combine(AppContext.BaseDirectory, "Clients", "objectstore.mjs"), folder, "box"], new Dictionary<string, string>(), folder: BaseImages.Folder);
        await store.OutContains("\n");
        registry = await OwnRegistry.Start(who, "--storage", "s3://box/images", "--s3-endpoint", store.Out.Trim(), "--s3-path-style");
    }

    public async Task DisposeAsync()
    {
        await registry.DisposeAsync();
        await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_was_acknowledged_is_served_by_another_machine_after_a_kill_amid_many_pushes()
    {
        await registry.Image("large", 40_000_000); // in parts
        await registry.Image("image0");
        await registry.Image("image1");
        (await Copy("dir:large", "docker://$R/large:1")).Ok();
        var done = new List<int>();
        var running = Enumerable.Range(0, Pushes).Select(async number =>
        {
            if ((await Copy($"dir:image{number % 2}", $"docker://$R/crash/r{number % 3}:t{number}")).Exit == 0)
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
        Directory.Delete(registry.Root, recursive: true);
        await registry.Launch();

        (await Copy("docker://$R/large:1", "dir:back")).Ok();
        (await registry.Shell("diff -r large back")).Ok();
        Assert.InRange(done.Count, 3, Pushes);
        foreach (var number in Enumerable.Range(0, Pushes))
        {
            if (!done.Contains(number))
                (await Copy($"dir:image{number % 2}", $"docker://$R/crash/r{number % 3}:t{number}")).Ok();
            (await Copy($"docker://$R/crash/r{number % 3}:t{number}", $"dir:back{number}")).Ok();
            (await registry.Shell($"diff -r image{number % 2} back{number}")).Ok();
        }
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_the_start()
    {
        (await registry.Shell($"{EngineBinary.Client} registry serve --root other --storage s3://none --s3-endpoint {store.Out.Trim()} --s3-path-style")).Is(1, "", "failed to start the registry: no credentials for the object store: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or put them into the profile default of " + registry.Folder + "/.aws/credentials\n");
        (await registry.Shell($"export AWS_ACCESS_KEY_ID=S3RVER AWS_SECRET_ACCESS_KEY=S3RVER; {EngineBinary.Client} registry serve --root other --storage s3://none --s3-endpoint {store.Out.Trim()} --s3-path-style")).Is(1, "", $"failed to start the registry: the object store {store.Out.Trim()} has no bucket none\n");
        (await registry.Shell($"{EngineBinary.Client} registry serve --storage box")).Is(1, "", "invalid --storage box: use s3://BUCKET[/PREFIX]\n");
        (await registry.Shell($"{EngineBinary.Client} registry serve --s3-redirect")).Is(1, "", "--s3-endpoint, --s3-region, --s3-path-style and --s3-redirect need --storage\n");
    }

    private async Task<Outcome> Copy(string from, string to) =>
        await registry.Shell($"skopeo copy -q --preserve-digests --src-tls-verify=false --dest-tls-verify=false {from} {to}", TimeSpan.FromSeconds(60));
}
