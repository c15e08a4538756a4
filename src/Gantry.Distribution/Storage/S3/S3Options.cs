namespace Gantry.Distribution.Storage.S3;

/// <summary>A bucket of an object store with Amazon's protocol S3.</summary>
public sealed record S3Options
{
    /// <summary>The bucket's name.</summary>
    public required string Bucket { get; init; }

    /// <summary>What all keys begin with, without a slash at either end; empty: nothing.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Where the store is; null: Amazon's of the region.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region requests are signed for.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Whether the bucket is named in the path, not in the host's name.</summary>
    public bool PathStyle { get; init; }

    /// <summary>Whether clients are sent to the store for blobs.</summary>
    public bool Redirect { get; init; }

    /// <summary>Who asks; null: whoever the environment or the file of shared credentials names.</summary>
    public S3Credentials? Credentials { get; init; }

    /// <summary>How long to wait before the first new try of what has failed; then twice as long each time.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a registry that writes may go without a sign of life before another may take its place.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the store may be silent.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);
}
