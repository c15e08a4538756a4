namespace Gantry.Registry;

/// <summary>How registries are reached.</summary>
public sealed record RegistryOptions
{
    /// <summary>Hosts ("registry:5000") and blocks of addresses ("10.0.0.0/8") that may be spoken to without proof of who they are, or without
    /// encryption. Loopback addresses always may.</summary>
    public IReadOnlyList<string> Insecure { get; init; } = [];

    /// <summary>Addresses asked before docker.io.</summary>
    public IReadOnlyList<string> Mirrors { get; init; } = [];

    /// <summary>Where a domain is asked for, in place of the address its name means: scheme, host and port.</summary>
    public IReadOnlyDictionary<string, Uri> Addresses { get; init; } = new Dictionary<string, Uri>();

    /// <summary>Directories with a folder for each registry, "HOST:PORT", that holds certificates for it (Docker's certs.d).</summary>
    public IReadOnlyList<string> CertificateFolders { get; init; } = ["/etc/gantry/certs.d", "/etc/docker/certs.d"];

    /// <summary>By way of whom registries are reached.</summary>
    public Proxies.ProxySettings Proxies { get; init; } = Gantry.Registry.Proxies.ProxySettings.Direct;

    /// <summary>How many layers of an image are downloaded at the same time.</summary>
    public int MaxDownloads { get; init; } = 3;

    /// <summary>How many layers of an image are uploaded at the same time.</summary>
    public int MaxUploads { get; init; } = 5;

    /// <summary>How often a broken download is taken up again before the pull fails.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>After how long without a byte a connection counts as broken. So does one that brings a few bytes only in this time.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a manifest, a configuration or another small answer may take.</summary>
    public TimeSpan DocumentTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long to wait before the first repetition; each further one waits twice as long.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);
}
