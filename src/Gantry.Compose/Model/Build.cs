using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>How a service's image is built.</summary>
public sealed record Build
{
    /// <summary>The directory or address of what is sent.</summary>
    public string? Context { get; init; }

    /// <summary>The Dockerfile's path in the context.</summary>
    public string? Dockerfile { get; init; }

    /// <summary>The Dockerfile's text.</summary>
    public string? DockerfileInline { get; init; }

    /// <summary>What the build may do beyond the usual.</summary>
    public IReadOnlyList<string> Entitlements { get; init; } = [];

    /// <summary>Values of the Dockerfile's arguments; null: from the environment.</summary>
    public IReadOnlyDictionary<string, string?> Args { get; init; } = None.OptionalText;

    /// <summary>Whether and how its provenance is attested.</summary>
    public string? Provenance { get; init; }

    /// <summary>Whether and how its parts are listed.</summary>
    public string? Sbom { get; init; }

    /// <summary>SSH agents or keys it may use.</summary>
    public IReadOnlyList<SshKey> Ssh { get; init; } = [];

    /// <summary>Labels of the image.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = None.Text;

    /// <summary>Where a cache is read from.</summary>
    public IReadOnlyList<string> CacheFrom { get; init; } = [];

    /// <summary>Where the cache is written to.</summary>
    public IReadOnlyList<string> CacheTo { get; init; } = [];

    /// <summary>Whether the cache is left aside.</summary>
    public bool NoCache { get; init; }

    /// <summary>Further contexts by name.</summary>
    public IReadOnlyDictionary<string, string> AdditionalContexts { get; init; } = None.Text;

    /// <summary>Whether base images are asked for anew.</summary>
    public bool Pull { get; init; }

    /// <summary>Further names in <c>/etc/hosts</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ExtraHosts { get; init; } = ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>The kind of isolation, on hosts that have several.</summary>
    public string? Isolation { get; init; }

    /// <summary>The network of RUN.</summary>
    public string? Network { get; init; }

    /// <summary>The last stage.</summary>
    public string? Target { get; init; }

    /// <summary>Secrets for RUN.</summary>
    public IReadOnlyList<FileReference> Secrets { get; init; } = [];

    /// <summary>The size of <c>/dev/shm</c> in bytes; 0: the usual.</summary>
    public long ShmSize { get; init; }

    /// <summary>Further names of the image.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Limits of the processes.</summary>
    public IReadOnlyDictionary<string, Ulimit> Ulimits { get; init; } = ReadOnlyDictionary<string, Ulimit>.Empty;

    /// <summary>The platforms it is built for.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>Whether RUN has all privileges.</summary>
    public bool Privileged { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
