using Gantry.Engine.Containers;
using Gantry.Registry.Auth;

namespace Gantry.Build.Classic;

/// <summary>What a client asks of a classic build: the parameters of <c>POST /build</c>.</summary>
public sealed record ClassicOptions
{
    /// <summary>The Dockerfile's path in the context.</summary>
    public string Dockerfile { get; init; } = "Dockerfile";

    /// <summary>Names for the image.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>An address the context comes from; empty: it comes with the request.</summary>
    public string RemoteContext { get; init; } = "";

    /// <summary>Values for ARG; null where a variable is named that the client does not have.</summary>
    public IReadOnlyDictionary<string, string?> BuildArguments { get; init; } = new Dictionary<string, string?>();

    /// <summary>Labels for the image.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The stage to stop at; empty: the last.</summary>
    public string Target { get; init; } = "";

    /// <summary>Whether nothing is taken from the cache.</summary>
    public bool NoCache { get; init; }

    /// <summary>Images whose steps may be reused; empty: those made here.</summary>
    public IReadOnlyList<string> CacheFrom { get; init; } = [];

    /// <summary>Whether base images are asked for even if they are here.</summary>
    public bool Pull { get; init; }

    /// <summary>Whether steps' containers go after success.</summary>
    public bool Remove { get; init; } = true;

    /// <summary>Whether they go after a failure too.</summary>
    public bool ForceRemove { get; init; }

    /// <summary>The platform of base images; empty: this machine's.</summary>
    public string Platform { get; init; } = "";

    /// <summary>How steps' containers are tied to the host: limits, network, hosts.</summary>
    public HostConfig HostConfig { get; init; } = new();

    /// <summary>Credentials by registry.</summary>
    public Keyring Credentials { get; init; } = Keyring.Empty;

    /// <summary>The version that is noted in images.</summary>
    public string EngineVersion { get; init; } = "";
}
