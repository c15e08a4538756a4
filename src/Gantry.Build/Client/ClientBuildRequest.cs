using Gantry.Build.Client.Layouts;
using Gantry.Build.Solver;

namespace Gantry.Build.Client;

/// <summary>A build as a client asks an engine for it.</summary>
public sealed record ClientBuildRequest
{
    /// <summary>The build's id, chosen by the client: 25 letters and digits.</summary>
    public required string Id { get; init; }

    /// <summary>The options of the frontend <c>dockerfile.v0</c>.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>What is asked instead of a build, for example <c>frontend.lint</c>; empty: a build.</summary>
    public string Question { get; init; } = "";

    /// <summary>What is made of the result.</summary>
    public IReadOnlyList<ClientExport> Exports { get; init; } = [];

    /// <summary>Caches to take from.</summary>
    public IReadOnlyList<CacheLocation> CacheImports { get; init; } = [];

    /// <summary>Caches to write.</summary>
    public IReadOnlyList<CacheLocation> CacheExports { get; init; } = [];

    /// <summary>What the build may do beyond the usual, for example <c>network.host</c>.</summary>
    public IReadOnlyList<string> Entitlements { get; init; } = [];

    /// <summary>What of the client's the engine may ask for.</summary>
    public ClientOffers Offers { get; init; } = new();
}

/// <summary>What a client lets the engine have while it builds.</summary>
public sealed record ClientOffers
{
    /// <summary>Names the place that is built from, so that the engine finds the files again it has from there; empty: nothing is kept.</summary>
    public string SharedKey { get; init; } = "";

    /// <summary>Directories by the names the engine asks for them.</summary>
    public IReadOnlyDictionary<string, string> Directories { get; init; } = new Dictionary<string, string>();

    /// <summary>Streams by the last part of the address they are asked for at.</summary>
    public IReadOnlyDictionary<string, Stream> Uploads { get; init; } = new Dictionary<string, Stream>();

    /// <summary>Image layouts by the names the engine has for them: <c>local:DIRECTORY</c> for a cache, <c>oci:NAME</c> for a context, <c>export</c> for a result.</summary>
    public IReadOnlyDictionary<string, LayoutDirectory> Layouts { get; init; } = new Dictionary<string, LayoutDirectory>();

    /// <summary>Secrets by id; read when they are asked for.</summary>
    public IReadOnlyDictionary<string, Func<byte[]>> Secrets { get; init; } = new Dictionary<string, Func<byte[]>>();

    /// <summary>Sockets of ssh agents by id.</summary>
    public IReadOnlyDictionary<string, string> Agents { get; init; } = new Dictionary<string, string>();

    /// <summary>The name and password for a registry's host; null: there are none.</summary>
    public Func<string, CancellationToken, Task<(string User, string Secret)>>? Credentials { get; init; }
}

/// <summary>Something that is made of a build's result.</summary>
/// <param name="Type">BuildKit's name, for example <c>moby</c> or <c>local</c>.</param>
/// <param name="Attributes">What is said about it.</param>
public sealed record ClientExport(string Type, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>The directory that files go to; null: they do not go to one.</summary>
    public string? Directory { get; init; }

    /// <summary>The image layout that an image's blobs go to; null: they do not go to one.</summary>
    public LayoutDirectory? Layout { get; init; }

    /// <summary>Opens what an archive is written to; null: none is wanted.</summary>
    public Func<Stream>? Open { get; init; }
}

/// <summary>What a build came to.</summary>
/// <param name="Answer">What the exporters say, under BuildKit's names.</param>
/// <param name="Facts">The answer to a question, by name: <c>result.txt</c>, <c>result.json</c>, <c>result.statuscode</c>.</param>
public sealed record ClientBuildResult(IReadOnlyDictionary<string, string> Answer, IReadOnlyDictionary<string, byte[]> Facts);
