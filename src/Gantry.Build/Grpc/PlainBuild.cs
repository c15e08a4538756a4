namespace Gantry.Build.Grpc;

/// <summary>A Dockerfile's build that is asked for without gRPC, by <c>POST /build?version=2</c>.</summary>
public sealed record PlainBuild
{
    /// <summary>The address that the context of the request stands for.</summary>
    public const string BodyAddress = "http://buildkit-session/body";

    /// <summary>The build's id.</summary>
    public required string Id { get; init; }

    /// <summary>The id of the client's session; empty: it has none.</summary>
    public string Session { get; init; } = "";

    /// <summary>The context, an archive or a Dockerfile; null: it is elsewhere, or the session's.</summary>
    public Stream? Body { get; init; }

    /// <summary>The options of the frontend <c>dockerfile.v0</c>.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>What is made of the result: <c>moby</c>, <c>local</c> …</summary>
    public required string Exporter { get; init; }

    /// <summary>What is said about it.</summary>
    public IReadOnlyDictionary<string, string> ExporterAttributes { get; init; } = new Dictionary<string, string>();

    /// <summary>Images whose caches may be used.</summary>
    public IReadOnlyList<string> CacheFrom { get; init; } = [];

    /// <summary>Whether the image is to carry its own cache.</summary>
    public bool CarriesCache { get; init; }

    /// <summary>What the build may do beyond the usual.</summary>
    public IReadOnlyList<string> Entitlements { get; init; } = [];
}
