using Gantry.Build.Contexts;
using Gantry.Build.Copies;
using Gantry.Build.Dockerfiles;
using Gantry.Engine.Containers;
using Gantry.Linux.Paths;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Images;
using Gantry.Storage.Snapshots;
using Gantry.Storage.Trees;

namespace Gantry.Build.Classic;

/// <summary>COPY and ADD: nothing runs, files are put into the image's tree.</summary>
internal sealed class CopyStep(ImageStore store, ContextDirectory? context, BaseImages bases, FinishedStages finished, StepCache cache, ClassicOptions options, IBuildOutput output)
{
    public async Task RunAsync(StageState stage, CopyInstruction copy, CancellationToken cancellation)
    {
        Check(copy);
        using var from = copy.From is null ? null : await OpenAsync(copy.From, cancellation);
        using var downloads = new Downloads(context, output);
        var files = new CopySources(from?.Tree ?? context?.Tree, from is null ? context : null, isContext: from is null, cancellation);
        var sources = new List<CopySource>();
        try
        {
            foreach (var source in copy.Sources)
                sources.AddRange(copy.IsAdd && Downloads.IsAddress(source) ? [await downloads.FetchAsync(source, copy.Destination, cancellation)] : files.Find(source));
            if (sources.Count == 0) throw new GantryException(ErrorKind.Internal, "no source files were specified");
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Kind, $"{copy.Keyword} failed: {e.Message}", e);
        }

        if (sources.Count > 1 && !copy.Destination.EndsWith('/'))
        {
            throw new GantryException(
                ErrorKind.Internal, $"When using {copy.Keyword} with more than one source file, the destination must be a directory and end with a /");
        }

        var digest = sources.Count == 1 ? sources[0].Digest : CopySources.Together(sources);
        var chown = copy.Chown is { Length: > 0 } ? $"--chown={copy.Chown} " : "";
        var containerConfig = stage.WithJoinedNote($"{copy.Keyword} {chown}{digest} in {copy.Destination} ");
        if (cache.Take(stage, containerConfig)) return;
        await CopyAsync(stage, copy, sources, from is not null, containerConfig, cancellation);
    }

    private static void Check(CopyInstruction copy)
    {
        var flag = copy.Chmod is not null ? "chmod" : copy.Parents ? "parents" : copy.Excludes.Count > 0 ? "exclude"
            : copy.Checksum is not null ? "checksum" : copy.KeepGitDirectory is not null ? "keep-git-dir" : null;
        if (flag is not null)
        {
            throw new GantryException(
                ErrorKind.Internal,
                $"the --{flag} option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled");
        }

        if (copy.HereDocuments.Count > 0) throw new GantryException(ErrorKind.Internal, "the here-document syntax requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled");
        if (!copy.IsAdd && copy.Sources.Any(Downloads.IsAddress)) throw new GantryException(ErrorKind.Internal, "COPY failed: source can't be a URL for COPY");
    }

    /// <summary>The tree of a stage or an image.</summary>
    private async Task<MountedTree> OpenAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var image = finished.Find(name) is { } stage ? store.Resolve(stage.ImageId) : await bases.FindAsync(name, null, cancellation);
            return new MountedTree(store, image.ChainId);
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Kind, $"invalid from flag value {name}: {e.Message}", e);
        }
    }

    private async Task CopyAsync(StageState stage, CopyInstruction copy, List<CopySource> sources, bool isImage, ContainerConfig containerConfig, CancellationToken cancellation)
    {
        using var lease = store.Leases.Take();
        var parent = stage.ImageId.Length > 0 ? store.Resolve(stage.ImageId) : null;
        using var step = store.Steps.Begin(parent?.ChainId ?? default, isRoot: false);
        using (var view = step.Open())
        {
            (uint, uint)? owner = copy.Chown is { Length: > 0 } chown ? Owner(view.Tree, chown) : isImage ? null : (0u, 0u);
            var destination = PathText.Join(stage.Config.WorkingDir, copy.Destination is "." or "./" ? "./" : copy.Destination);
            foreach (var source in sources) await OneAsync(copy, source, view.Tree, destination, owner, cancellation);
        }

        var layer = await step.CommitAsync(lease, cancellation);
        stage.ImageId = store.AddStep(layer, new CommitOptions
        {
            Author = stage.Author,
            Parent = parent?.Id ?? default,
            Config = ConfigConversion.ToImage(stage.Config with { Image = stage.ImageId }),
            ContainerConfig = ConfigConversion.ToImage(containerConfig),
            ContainerId = "",
            EngineVersion = options.EngineVersion,
        }).Value;
    }

    private static async Task OneAsync(CopyInstruction copy, CopySource source, RootedDirectory to, string destination, (uint, uint)? owner, CancellationToken cancellation)
    {
        try
        {
            var path = TreeCopy.Resolve(source.Tree, source.Path);
            if (copy.IsAdd && !source.IsDownload && Archives.IsArchive(source.Tree, path))
                await Archives.UnpackAsync(source.Tree, path, to, destination, owner: null, cancellation);
            else
                new TreeCopier(source.Tree, to, new CopyRules { Owner = owner }).Copy(source.Path, destination, cancellation);
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Kind, $"failed to copy files: {e.Message}", e);
        }
    }

    private static (uint, uint) Owner(RootedDirectory tree, string chown)
    {
        try
        {
            return OwnerText.Resolve(tree, chown);
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Kind, $"unable to convert uid/gid chown string to host mapping: {e.Message}", e);
        }
    }

    /// <summary>A tree made of layers, mounted for as long as it is read.</summary>
    private sealed class MountedTree : IDisposable
    {
        private readonly Storage.Steps.StepTree _step;
        private readonly MountedView _view;

        public MountedTree(ImageStore store, Digest chainId)
        {
            _step = store.Steps.Begin(chainId, isRoot: false);
            _view = _step.Open();
        }

        public RootedDirectory Tree => _view.Tree;

        public void Dispose()
        {
            _view.Dispose();
            _step.Dispose();
        }
    }
}
