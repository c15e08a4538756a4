using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Sessions;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.Solver;

/// <summary>Builds. A client solves, possibly several times, looks into what came out, and has one outcome exported; all of this is one build,
/// told by its <c>Build</c> id, and reports to one progress.</summary>
public interface IBuilder
{
    /// <summary>Finds the result of a frontend or a graph.</summary>
    /// <param name="request">What is built.</param>
    /// <param name="progress">Hears of the steps.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="BuildException">A step failed.</exception>
    /// <exception cref="GantryException">The request is wrong, or the host failed.</exception>
    Task<SolveResult> SolveAsync(SolveRequest request, IBuildProgress progress, CancellationToken cancellation);

    /// <summary>Makes of a result what was asked for: an image, files for the client, a cache.</summary>
    /// <param name="request">What is exported, and where to.</param>
    /// <param name="progress">Hears of the steps.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What the client is told, for example <c>containerimage.digest</c> and <c>image.name</c>.</returns>
    Task<IReadOnlyDictionary<string, string>> ExportAsync(ExportRequest request, IBuildProgress progress, CancellationToken cancellation);

    /// <summary>Says how a result came to be, for the history.</summary>
    /// <param name="result">The result, whose steps are done.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<IReadOnlyList<BuildStatement>> AttestAsync(SolveResult result, CancellationToken cancellation);

    /// <summary>Reads a document of an image of this host, such as its configuration; null: it is not here.</summary>
    byte[]? TryRead(Digest document);

    /// <summary>Finds out what a source would bring without bringing it.</summary>
    /// <param name="query">The source.</param>
    /// <param name="progress">Hears of the steps.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="GantryException">NotFound: there is none.</exception>
    Task<SourceAnswer> ResolveSourceAsync(SourceQuery query, IBuildProgress progress, CancellationToken cancellation);

    /// <summary>What the build cache holds.</summary>
    /// <param name="filters">Conditions as <c>field==value</c>; a record is listed if one of them holds, or there is none.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<IReadOnlyList<CacheRecord>> UsageAsync(IReadOnlyList<string> filters, CancellationToken cancellation);

    /// <summary>Removes what the build cache can do without.</summary>
    /// <param name="request">What may go.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What went, while it goes.</returns>
    IAsyncEnumerable<CacheRecord> PruneAsync(PruneRequest request, CancellationToken cancellation);
}

/// <summary>What is built: by a frontend where one is named, else a graph.</summary>
public sealed record SolveRequest
{
    /// <summary>The build's id.</summary>
    public required string Build { get; init; }

    /// <summary>For example "dockerfile.v0"; empty: <see cref="Definition"/> is solved.</summary>
    public string Frontend { get; init; } = "";

    /// <summary>The frontend's options, for example "target" and "build-arg:NAME".</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>Graphs that the frontend takes in place of its contexts.</summary>
    public IReadOnlyDictionary<string, BuildDefinition> Inputs { get; init; } = new Dictionary<string, BuildDefinition>();

    /// <summary>The graph, where there is no frontend.</summary>
    public BuildDefinition? Definition { get; init; }

    /// <summary>The client's side; null: there is none.</summary>
    public IBuildSession? Session { get; init; }

    /// <summary>The sessions that have directories of the client's which are not, or not only, in its own: by the directory's name.</summary>
    public IReadOnlyDictionary<string, IBuildSession> LocalSessions { get; init; } = new Dictionary<string, IBuildSession>();

    /// <summary>Caches that are looked into.</summary>
    public IReadOnlyList<CacheLocation> CacheImports { get; init; } = [];

    /// <summary>What the client allows, for example "network.host" and "security.insecure".</summary>
    public IReadOnlyList<string> Entitlements { get; init; } = [];

    /// <summary>Whether all steps are done before the answer; otherwise only those that the frontend needs.</summary>
    public bool Evaluate { get; init; }
}

/// <summary>A cache outside.</summary>
/// <param name="Type">For example "registry", "local", "inline".</param>
/// <param name="Attributes">Where it is.</param>
public sealed record CacheLocation(string Type, IReadOnlyDictionary<string, string> Attributes);

/// <summary>Something made of a result.</summary>
/// <param name="Type">For example "moby", "image", "local", "tar", "docker", "oci".</param>
/// <param name="Attributes">Details, for example "name" and "push".</param>
/// <param name="Id">The name by which the session knows where its files go; empty: the one place there is.</param>
public sealed record ExporterRequest(string Type, IReadOnlyDictionary<string, string> Attributes, string Id);

/// <summary>What is exported.</summary>
public sealed record ExportRequest
{
    /// <summary>The build's id.</summary>
    public required string Build { get; init; }

    /// <summary>The result.</summary>
    public required SolveResult Result { get; init; }

    /// <summary>What is made of it; none: all steps are done, and the result is in the cache.</summary>
    public IReadOnlyList<ExporterRequest> Exporters { get; init; } = [];

    /// <summary>Caches that are written.</summary>
    public IReadOnlyList<CacheLocation> CacheExports { get; init; } = [];

    /// <summary>The client's side; null: there is none.</summary>
    public IBuildSession? Session { get; init; }
}

/// <summary>Something that is said of a result.</summary>
/// <param name="Key">Which result, in most cases the platform; empty: the only one.</param>
/// <param name="PredicateType">What kind of thing is said.</param>
/// <param name="Content">What is said, JSON.</param>
public sealed record BuildStatement(string Key, string PredicateType, byte[] Content);

/// <summary>A source that is asked about.</summary>
/// <param name="Source">The source.</param>
/// <param name="Platform">For which platform; null: this one.</param>
/// <param name="ResolveMode">"default", "pull" or "local"; empty: default.</param>
/// <param name="LogName">What progress calls the question; empty: the solver's choice.</param>
/// <param name="WantsConfig">Whether an image's configuration is wanted, or its digest alone.</param>
/// <param name="Session">The client's side; null: there is none.</param>
public sealed record SourceQuery(SourceOperation Source, Platform? Platform, string ResolveMode, string LogName, bool WantsConfig, IBuildSession? Session);

/// <summary>What a source would bring.</summary>
/// <param name="Source">The source, perhaps more precise than it was asked about.</param>
public sealed record SourceAnswer(SourceOperation Source)
{
    /// <summary>An image's digest; null for other sources.</summary>
    public Digest? ImageDigest { get; init; }

    /// <summary>An image's configuration document; null where it was not asked for.</summary>
    public ReadOnlyMemory<byte>? ImageConfig { get; init; }

    /// <summary>The commit of a git source, the digest of a file; null for images.</summary>
    public string? Checksum { get; init; }

    /// <summary>The full name of a git reference, the name of a file; null for images.</summary>
    public string? Name { get; init; }
}
