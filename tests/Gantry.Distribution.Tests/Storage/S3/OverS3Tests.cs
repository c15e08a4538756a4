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
    public BlobsOverS3Tests() => Bucket = new FakeS3();
}

public sealed class UploadsOverS3Tests : UploadTests
{
    public UploadsOverS3Tests() => Bucket = new FakeS3();
}

public sealed class ManifestsOverS3Tests : ManifestTests
{
    public ManifestsOverS3Tests() => Bucket = new FakeS3();
}

public sealed class ListsOverS3Tests : ListTests
{
    public ListsOverS3Tests() => Bucket = new FakeS3();
}

public sealed class CollectorOverS3Tests : CollectorTests
{
    public CollectorOverS3Tests() => Bucket = new FakeS3();
}

public sealed class CacheOverS3Tests : PullThroughTests
{
    public CacheOverS3Tests() => Bucket = new FakeS3();
}

public sealed class CrowdOverS3Tests : CrowdTests
{
    public CrowdOverS3Tests() => Bucket = new FakeS3();

    protected override void Disturb() => Bucket!.Trouble = _ => Random.Shared.Next(100) switch
    {
        0 => S3Trouble.Busy,
        1 => S3Trouble.CutAfter,
        2 => S3Trouble.CutAmid,
        _ => null,
    };

    protected override async Task Anew()
    {
        Bucket!.Trouble = _ => null;
        await DisposeAsync();
        Directory.Delete(Root, recursive: true);
        await InitializeAsync();
    }
}
