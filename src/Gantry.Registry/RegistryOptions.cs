namespace Gantry.Registry;

/// <summary>How registries are reached.</summary>
public sealed record RegistryOptions
{
    /// <summary>Hosts ("registry:5000") and blocks of addresses ("10.0.0.0/8") that may be spoken to without proof of who they are, or without
    /// encryption. Loopback addresses always may.</summary>
    public IReadOnlyList<string> Insecure { get; init; } = [];

    /// <summary>Addresses asked before docker.io.</summary>
    public IReadOnlyList<string> Mirrors { get; init; } = [];

    /// <summary>How many layers of an image are downloaded at the same time.</summary>
    public int MaxDownloads { get; init; } = 3;

    /// <summary>How many layers of an image are uploaded at the same time.</summary>
    public int MaxUploads { get; init; } = 5;

    /// <summary>How often a broken download is taken up again before the pull fails.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>After how long without a byte a connection counts as broken.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait before the first repetition; each further one waits twice as long.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);
}
