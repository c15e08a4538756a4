using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>How a service's image is built.</summary>
public sealed record Build
{
    /// <summary>The directory or address of the build context.</summary>
    public string? Context { get; init; }

    /// <summary>The Dockerfile's path in the context.</summary>
    public string? Dockerfile { get; init; }

    /// <summary>The Dockerfile's text.</summary>
    public string? DockerfileInline { get; init; }

    /// <summary>Privileges the build may use.</summary>
    public IReadOnlyList<string> Entitlements { get; init; } = [];

    /// <summary>Build arguments; null takes the value of the environment.</summary>
    public IReadOnlyDictionary<string, string?> Args { get; init; } = new Dictionary<string, string?>();

    /// <summary>The provenance attestation.</summary>
    public string? Provenance { get; init; }

    /// <summary>The attestation of the bill of materials.</summary>
    public string? Sbom { get; init; }

    /// <summary>SSH agents and keys the build may use.</summary>
    public IReadOnlyList<SshKey> Ssh { get; init; } = [];

    /// <summary>Labels of the image.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Project.NoMap;

    /// <summary>Where cached layers come from.</summary>
    public IReadOnlyList<string> CacheFrom { get; init; } = [];

    /// <summary>Where cached layers go to.</summary>
    public IReadOnlyList<string> CacheTo { get; init; } = [];

    /// <summary>Whether the cache is not used.</summary>
    public bool NoCache { get; init; }

    /// <summary>Other build contexts by name.</summary>
    public IReadOnlyDictionary<string, string> AdditionalContexts { get; init; } = Project.NoMap;

    /// <summary>Whether base images are always pulled.</summary>
    public bool Pull { get; init; }

    /// <summary>Addresses for host names during the build.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ExtraHosts { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The isolation technology.</summary>
    public string? Isolation { get; init; }

    /// <summary>The network of RUN instructions.</summary>
    public string? Network { get; init; }

    /// <summary>The stage to build.</summary>
    public string? Target { get; init; }

    /// <summary>The secrets the build sees.</summary>
    public IReadOnlyList<FileReference> Secrets { get; init; } = [];

    /// <summary>The size of /dev/shm in bytes.</summary>
    public long ShmSize { get; init; }

    /// <summary>More tags of the image.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Resource limits by name.</summary>
    public IReadOnlyDictionary<string, Ulimit> Ulimits { get; init; } = new Dictionary<string, Ulimit>();

    /// <summary>The platforms to build for.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>Whether the build runs with every capability.</summary>
    public bool Privileged { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
