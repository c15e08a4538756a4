using Gantry.Build.Dockerfiles;
using Gantry.Build.Dockerfiles.Checking;
using Gantry.Build.Exporters;
using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Engine.Images.Pulls;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Images;

namespace Gantry.Build.Frontend;

/// <summary>What a stage stands on.</summary>
/// <param name="State">Its files; null: none.</param>
/// <param name="Image">Its configuration.</param>
/// <param name="Facts">What the checks must know of it; null: nothing.</param>
internal sealed record StageBase(VertexOutput? State, StageImage Image, BaseFacts? Facts)
{
    private const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Files without an image's configuration.</summary>
    public static StageBase Of(VertexOutput? state, Platform platform) =>
        new(state, new StageImage { Platform = platform, Config = new ExecutionConfig { WorkingDir = "/", Env = [DefaultPath] } }, null);

    /// <summary>What is built always has a path to its programs.</summary>
    private static ExecutionConfig WithPath(ExecutionConfig config) =>
        (config.Env ?? []).Any(e => e.StartsWith("PATH=", StringComparison.Ordinal)) ? config : config with { Env = [.. config.Env ?? [], DefaultPath] };

    /// <summary>Files with the configuration of an image, the facts read from it.</summary>
    public static StageBase Of(VertexOutput? state, ImageConfig config) => new(
        state,
        new StageImage
        {
            Platform = new Platform { Os = config.Os, Architecture = config.Architecture, Variant = config.Variant },
            Config = WithPath(config.Config ?? new ExecutionConfig()),
            Author = config.Author,
            History = [.. config.History ?? []],
        },
        new BaseFacts
        {
            Environment = (config.Config?.Env ?? []).Select(e => e.Split('=', 2)).DistinctBy(e => e[0]).ToDictionary(e => e[0], e => e.Length > 1 ? e[1] : ""),
            HasShell = config.Config?.Shell is { Count: > 0 },
            Triggers = [.. (config.Config?.OnBuild ?? []).Select(Dockerfile.ParseInstruction)],
        });
}

/// <summary>Finds the images that stages stand on.</summary>
internal sealed class BaseImages(StepContext build, FrontendOptions options)
{
    private readonly Dictionary<(string Name, Platform? Platform), ImageRecord> _known = [];

    /// <summary>Finds one.</summary>
    /// <param name="name">How the Dockerfile or the client calls it.</param>
    /// <param name="platform">For which machine; null: any that is here.</param>
    /// <param name="shown">What progress calls the step that brings it.</param>
    /// <param name="asked">What stands before the question in progress, for example <c>[internal]</c>.</param>
    /// <param name="location">Where the name stands; null: in no Dockerfile.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="BuildException">It can't be had.</exception>
    public async Task<StageBase> FindAsync(string name, Platform? platform, Func<string, string> shown, string asked, SourceLocation? location, CancellationToken cancellation)
    {
        if (!_known.TryGetValue((name, platform), out var image)) _known[(name, platform)] = image = await ResolveAsync(name, platform, asked, location, cancellation);
        var reference = Reference.Parse(name).WithDefaultTag();
        var found = StageBase.Of(null, image.Config);
        var metadata = new VertexMetadata
        {
            Description = new Dictionary<string, string> { [VertexMetadata.CustomName] = shown(reference.Canonical) },
            Locations = location is null ? [] : [location],
        };
        var mode = options.ResolveMode;
        var source = new SourceOperation($"docker-image://{reference.Canonical}", mode is "pull" or "local" ? new Dictionary<string, string> { [SourceAttributes.ImageResolveMode] = mode } : new Dictionary<string, string>());
        return found with { State = Vertex.Create(source, [], metadata, found.Image.Platform).Output() };
    }

    /// <summary>Finds one in a directory of the client's.</summary>
    /// <param name="name">What it is called here, with its digest.</param>
    /// <param name="store">What the client calls the directory.</param>
    /// <param name="digest">The image's digest.</param>
    /// <param name="platform">For which machine.</param>
    /// <param name="context">The named context that it is.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="BuildException">It can't be had.</exception>
    public async Task<StageBase> FindLayoutAsync(string name, string store, Digest digest, Platform platform, string context, CancellationToken cancellation)
    {
        var image = await ExportProgress.StepAsync(build.Progress, $"[context {context}] load metadata for {name}", _ => LayoutSource.ReadAsync(build.Session, store, digest, platform, cancellation));
        var found = StageBase.Of(null, ImageParts.Config(image.Config));
        var metadata = new VertexMetadata { Description = new Dictionary<string, string> { [VertexMetadata.CustomName] = $"[context {context}] OCI load from client" } };
        var source = new SourceOperation($"oci-layout://{name}", new Dictionary<string, string>
        {
            [SourceAttributes.OciLayoutSession] = build.Session?.Id ?? "",
            [SourceAttributes.OciLayoutStore] = store,
        });
        return found with { State = Vertex.Create(source, [], metadata, found.Image.Platform).Output() };
    }

    /// <summary>Finds what an image is; many stages may stand on one.</summary>
    private async Task<ImageRecord> ResolveAsync(string name, Platform? platform, string asked, SourceLocation? location, CancellationToken cancellation)
    {
        try
        {
            return await ExportProgress.StepAsync(build.Progress, $"{asked} load metadata for {(asked == "[internal]" ? Full(name) : name)}", _ => SourceStep.ImageAsync(build, name, platform, options.ResolveMode, cancellation), $"{Full(name)} {platform ?? PlatformChoice.Host}");
        }
        catch (GantryException e)
        {
            throw new BuildException($"failed to resolve source metadata for {Full(name)}: {e.Message}", e) { Locations = location is null ? [] : [location] };
        }
    }

    private static string Full(string name) => Reference.TryParse(name, out var reference) ? reference.WithDefaultTag().Canonical : name;
}
