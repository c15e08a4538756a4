using Gantry.Distribution.Hosting;
using Gantry.Distribution.Tests.Blobs;
using Gantry.Distribution.Tests.Collection;
using Gantry.Distribution.Tests.Listing;
using Gantry.Distribution.Tests.Manifests;
using Gantry.Distribution.Tests.Support;
using Gantry.Distribution.Tests.Uploads;
using Gantry.Distribution.Tests.Upstream;

namespace Gantry.Distribution.Tests.Storage.S3;

// All that holds for a directory holds for a bucket.

public sealed class BlobsOverS3Tests : BlobTests
{
    private readonly FakeS3 store = new();

    protected override string Files => Path.Combine(Root, "s3");

    public override async Task InitializeAsync()
    {
        await store.StartAsync();
        await base.InitializeAsync();
    }

    protected override DistributionOptions Configure(DistributionOptions options) => base.Configure(options) with { Bucket = store.Options };

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await store.DisposeAsync();
    }
}

public sealed class UploadsOverS3Tests : UploadTests
{
    private readonly FakeS3 store = new();

    protected override string Files => Path.Combine(Root, "s3");

    public override async Task InitializeAsync()
    {
        await store.StartAsync();
        await base.InitializeAsync();
    }

    protected override DistributionOptions Configure(DistributionOptions options) => base.Configure(options) with { Bucket = store.Options };

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await store.DisposeAsync();
    }
}

public sealed class ManifestsOverS3Tests : ManifestTests
{
    private readonly FakeS3 store = new();

    protected override string Files => Path.Combine(Root, "s3");

    public override async Task InitializeAsync()
    {
        await store.StartAsync();
        await base.InitializeAsync();
    }

    protected override DistributionOptions Configure(DistributionOptions options) => base.Configure(options) with { Bucket = store.Options };

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await store.DisposeAsync();
    }
}

public sealed class ListsOverS3Tests : ListTests
{
    private readonly FakeS3 store = new();

    protected override string Files => Path.Combine(Root, "s3");

    public override async Task InitializeAsync()
    {
        await store.StartAsync();
        await base.InitializeAsync();
    }

    protected override DistributionOptions Configure(DistributionOptions options) => base.Configure(options) with { Bucket = store.Options };

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await store.DisposeAsync();
    }
}

public sealed class CollectorOverS3Tests : CollectorTests
{
    private readonly FakeS3 store = new();

    protected override string Files => Path.Combine(Root, "s3");

    public override async Task InitializeAsync()
    {
        await store.StartAsync();
        await base.InitializeAsync();
    }

    protected override DistributionOptions Configure(DistributionOptions options) => base.Configure(options) with { Bucket = store.Options };

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await store.DisposeAsync();
    }
}

public sealed class CacheOverS3Tests : PullThroughTests
{
    private readonly FakeS3 store = new();

    protected override string Files => Path.Combine(Root, "s3");

    public override async Task InitializeAsync()
    {
        await store.StartAsync();
        await base.InitializeAsync();
    }

    protected override DistributionOptions Configure(DistributionOptions options) => base.Configure(options) with { Bucket = store.Options };

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await store.DisposeAsync();
    }
}

public sealed class CrowdOverS3Tests : CrowdTests
{
    private readonly FakeS3 store = new();

    protected override string Files => Path.Combine(Root, "s3");

    public override async Task InitializeAsync()
    {
        await store.StartAsync();
        await base.InitializeAsync();
    }

    protected override DistributionOptions Configure(DistributionOptions options) => base.Configure(options) with { Bucket = store.Options };

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await store.DisposeAsync();
    }

    protected override void Disturb() => store.Trouble = _ => Random.Shared.Next(100) switch
    {
        0 => S3Trouble.Busy,
        1 => S3Trouble.CutAfter,
        2 => S3Trouble.CutAmid,
        _ => null,
    };

    protected override async Task Anew()
    {
        store.Trouble = _ => null;
        await DisposeAsync();
        Directory.Delete(Root, recursive: true);
        await InitializeAsync();
    }
}
