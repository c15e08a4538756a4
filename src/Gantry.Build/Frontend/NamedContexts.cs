using System.Text.Json;

using Gantry.Build.Contexts;
using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Solver;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;

namespace Gantry.Build.Frontend;

/// <summary>Contexts that the client names: they stand in for the stage, image or <c>--from</c> of that name.</summary>
/// <remarks>https://docs.docker.com/reference/cli/docker/buildx/build/#build-context</remarks>
internal sealed class NamedContexts(FrontendOptions options, IReadOnlyDictionary<string, BuildDefinition> inputs, BaseImages images, IgnoreFiles ignoreFiles)
{
    /// <summary>Finds the one that a name in the Dockerfile means.</summary>
    /// <param name="name">A stage, an image, or what <c>--from</c> names.</param>
    /// <param name="platform">What is built for; the client may name a context for one platform only, <c>NAME::linux/arm64</c>.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Null: there is none of that name.</returns>
    /// <exception cref="BuildException">It can't be had, or is written in a way that is not known.</exception>
    public async Task<StageBase?> FindAsync(string name, Platform platform, CancellationToken cancellation)
    {
        if (options.Contexts.Count == 0) return null;
        var plain = Plain(name);
        var precise = $"{plain}::{platform}";
        if (options.Contexts.TryGetValue(precise, out var address)) return await OpenAsync(precise, plain, address, platform, cancellation);
        return options.Contexts.TryGetValue(plain, out address) ? await OpenAsync(plain, plain, address, platform, cancellation) : null;
    }

    private async Task<StageBase> OpenAsync(string shown, string name, string address, Platform platform, CancellationToken cancellation)
    {
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) throw new BuildException($"invalid context specifier {address} for {shown}");
        var (kind, rest) = (address[..colon], address[(colon + 1)..]);
        var named = new VertexMetadata { Description = new Dictionary<string, string> { [VertexMetadata.CustomName] = $"[context {shown}] {address}" } };
        switch (kind)
        {
            case "docker-image":
                var image = rest.TrimStart('/');
                return image == "scratch" ? StageBase.Of(null, platform)
                    : await images.FindAsync(image, platform, canonical => $"[context {shown}] {canonical}", $"[context {shown}]", null, cancellation);
            case "oci-layout":
                return await LayoutAsync(shown, name, rest.TrimStart('/'), platform, cancellation);
            case "git" or "ssh":
                return StageBase.Of(MainContext.Repository(GitAddress.TryParse(address) ?? throw new BuildException($"invalid git context {address}"), options.KeepsGitDirectory, named), platform);
            case "http" or "https":
                return StageBase.Of(GitAddress.TryParse(address) is { } git ? MainContext.Repository(git, options.KeepsGitDirectory, named) : Download(address, named), platform);
            case "local":
                return StageBase.Of(await LocalAsync(shown, rest, cancellation), platform);
            case "input":
                return Input(name, rest, platform);
            default:
                throw new BuildException($"unsupported context source {kind} for {name}");
        }
    }

    private static VertexOutput Download(string address, VertexMetadata metadata) =>
        Vertex.Create(new SourceOperation(address, new Dictionary<string, string> { [SourceAttributes.HttpFileName] = "context" }), [], metadata).Output();

    private async Task<VertexOutput> LocalAsync(string shown, string directory, CancellationToken cancellation)
    {
        var ignored = await ignoreFiles.OfContextAsync($"[context {shown}] load .dockerignore", directory, cancellation);
        var attributes = new Dictionary<string, string> { [SourceAttributes.SharedKeyHint] = "context:" + shown };
        if (options.SessionOf(directory) is { Length: > 0 } session) attributes[SourceAttributes.LocalSession] = session;
        if (ignored.Count > 0) attributes[SourceAttributes.ExcludePatterns] = JsonSerializer.Serialize([.. ignored], Solver.Steps.SourceJson.Default.StringArray);
        var metadata = new VertexMetadata { Description = new Dictionary<string, string> { [VertexMetadata.CustomName] = $"[context {shown}] load from client" } };
        return Vertex.Create(new SourceOperation($"local://{directory}", attributes), [], metadata).Output();
    }

    /// <summary>An image in a directory of the client's: what the client calls the directory, and a digest.</summary>
    private Task<StageBase> LayoutAsync(string shown, string name, string address, Platform platform, CancellationToken cancellation)
    {
        if (!Reference.TryParse(address, out var store)) throw new BuildException($"could not parse oci-layout reference \"{address}\": invalid reference format");
        if (store.Digest.IsEmpty) throw new BuildException($"oci-layout reference \"{address}\" has no digest");
        // The name the Dockerfile has for it says more to a reader than the client's name of the directory.
        var image = $"{(Reference.TryParse(name, out var known) ? known.WithDefaultTag().Canonical : name)}@{store.Digest}";
        var plain = address[..address.IndexOf('@', StringComparison.Ordinal)];
        if (store.Tag is { } tag) plain = plain[..^(tag.Length + 1)];
        return images.FindLayoutAsync(image, plain, store.Digest, platform, shown, cancellation);
    }

    private StageBase Input(string name, string input, Platform platform)
    {
        if (!inputs.TryGetValue(input, out var definition)) throw new BuildException($"invalid input {input} for {name}");
        return Configuration(input) is { } config ? StageBase.Of(definition.Root, config) : StageBase.Of(definition.Root, platform);
    }

    /// <summary>The configuration of the image that an input is, where the client tells it.</summary>
    private ImageConfig? Configuration(string input)
    {
        if (options.InputMetadata(input) is not { Length: > 0 } json) return null;
        try
        {
            using var metadata = JsonDocument.Parse(json);
            return metadata.RootElement.TryGetProperty("containerimage.config", out var config) ? JsonSerializer.Deserialize(config.GetBytesFromBase64(), OciJson.Plain.ImageConfig) : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new GantryException(ErrorKind.Invalid, $"the metadata of input {input} can't be read: {e.Message}", e);
        }
    }

    /// <summary>Names of images are compared in their short form, without the default tag.</summary>
    private static string Plain(string name)
    {
        const string latest = ":latest";
        if (!Reference.TryParse(name.ToLowerInvariant(), out var reference)) return name;
        var familiar = reference.Familiar;
        return familiar.EndsWith(latest, StringComparison.Ordinal) ? familiar[..^latest.Length] : familiar;
    }
}
