using System.Text;

using Gantry.Build.Contexts;
using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Sessions;
using Gantry.Engine.Images.Pulls;
using Gantry.Linux.Paths;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Images;
using Gantry.Storage.Images.Pulls;
using Gantry.Storage.Trees;

namespace Gantry.Build.Solver.Steps;

/// <summary>Brings files in from outside: images, the client's directories, repositories, addresses.</summary>
internal static class SourceStep
{
    public static async Task<StepFiles> RunAsync(StepContext context, Vertex vertex, SourceOperation source, CancellationToken cancellation) => source.Scheme switch
    {
        "docker-image" => await ImageAsync(context, vertex, source, cancellation),
        "local" => await LocalSource.RunAsync(context, vertex, source, cancellation),
        "git" => await GitAsync(context, vertex, source, cancellation),
        "oci-layout" => await LayoutSource.RunAsync(context, vertex, source, cancellation),
        "http" or "https" => await HttpSource.RunAsync(context, vertex, source, cancellation),
        _ => throw new GantryException(ErrorKind.Invalid, $"source {source.Identifier} is of a kind that is not known here"),
    };

    private static async Task<LayeredFiles> ImageAsync(StepContext context, Vertex vertex, SourceOperation source, CancellationToken cancellation)
    {
        var image = await ImageAsync(context, source.Name, vertex.Platform, source.Attribute(SourceAttributes.ImageResolveMode) ?? "", cancellation);
        // An image that has no digest of a registry's is told by its files.
        context.Pins[vertex.Digest] = image.Digests.Count > 0 ? image.Manifest.Digest.Value : image.ChainId.IsEmpty ? image.Id.Value : image.ChainId.Value;
        return new LayeredFiles(context.Host.Store, context.Host.Store.LayersOf(image));
    }

    /// <summary>Finds an image here or at its registry.</summary>
    public static async Task<ImageRecord> ImageAsync(StepContext context, string name, Platform? platform, string mode, CancellationToken cancellation)
    {
        var reference = Reference.Parse(name);
        if ((mode != "pull" || context.Renewed.ContainsKey((reference.WithDefaultTag().Canonical, platform))) && Local(context.Host.Store, reference, platform) is { } known) return known;
        var credentials = await SessionLogins.OfAsync(context.Session, reference, cancellation);
        await context.Host.Images.PullAsync(new PullRequest(reference.WithDefaultTag(), AllTags: false, platform, credentials), Silence.Instance, cancellation);
        context.Renewed[(reference.WithDefaultTag().Canonical, platform)] = true;
        return Local(context.Host.Store, reference, platform) ?? throw new GantryException(ErrorKind.NotFound, $"{reference.Familiar}: not found");
    }

    private static ImageRecord? Local(ImageStore store, Reference reference, Platform? platform)
    {
        try
        {
            var image = store.Resolve((reference.Digest.IsEmpty ? reference.WithDefaultTag() : reference).Canonical);
            var offered = new Platform { Os = image.Config.Os, Architecture = image.Config.Architecture, Variant = image.Config.Variant };
            return platform is null || PlatformChoice.Fits(offered, platform) ? image : null;
        }
        catch (GantryException e) when (e.Kind == ErrorKind.NotFound)
        {
            // What was only ever here has no digest of a registry's; its id stands for it.
            return reference.Digest.IsEmpty ? null : store.List().FirstOrDefault(i => i.Id == reference.Digest || i.Manifest.Digest == reference.Digest);
        }
    }

    private static async Task<StepFiles> GitAsync(StepContext context, Vertex vertex, SourceOperation source, CancellationToken cancellation)
    {
        var remote = source.Attribute(SourceAttributes.FullRemoteUrl) ?? $"https://{source.Name}";
        var fragment = source.Name.IndexOf('#', StringComparison.Ordinal) is var hash and >= 0 ? source.Name[(hash + 1)..] : "";
        var colon = fragment.IndexOf(':', StringComparison.Ordinal);
        var address = new GitAddress(remote, colon < 0 ? fragment : fragment[..colon], colon < 0 ? "" : fragment[(colon + 1)..]) { Checksum = source.Attribute(SourceAttributes.GitChecksum) ?? "" };
        var directory = context.Host.Locals.Take("");
        context.Hold(directory);
        var commit = await GitCheckout.RunAsync(address, directory.Path, source.Attribute(SourceAttributes.KeepGitDirectory) == "true", Say, cancellation);
        context.Pins[vertex.Digest] = commit;
        return new DirectoryFiles(Part(directory.Path, address.Directory), $"git {commit} {address.Directory}");

        void Say(string text)
        {
            if (text.Length > 0) context.Progress.Log(vertex.Digest, 2, Encoding.UTF8.GetBytes(text));
        }
    }

    /// <summary>A part of a checkout. The repository is a stranger's: its links lead nowhere outside it.</summary>
    private static string Part(string checkout, string directory)
    {
        if (directory.Length == 0) return checkout;
        using var tree = RootedDirectory.Open(checkout);
        var place = TreeCopy.Resolve(tree, directory);
        return TreeCopy.Status(tree, place) is { IsDirectory: true }
            ? checkout + place
            : throw new GantryException(ErrorKind.NotFound, $"invalid subdir /{directory.TrimStart('/')}: failed to lstat \"{directory.TrimStart('/')}\": no such file or directory");
    }

    private sealed class Silence : IPullProgress
    {
        public static readonly Silence Instance = new();

        public void Say(string status, string? id = null)
        {
        }

        public void Layer(LayerProgress progress)
        {
        }
    }
}
