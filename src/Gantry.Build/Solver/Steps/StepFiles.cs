using Gantry.Build.Contexts;
using Gantry.Linux.Paths;
using Gantry.Oci.Images;
using Gantry.Storage.Images;
using Gantry.Storage.Steps;

namespace Gantry.Build.Solver.Steps;

/// <summary>What a step came to: files.</summary>
internal abstract class StepFiles
{
    /// <summary>How a cache knows them without looking into them.</summary>
    public abstract string Identity { get; }

    /// <summary>Opens them for reading.</summary>
    public abstract OpenedFiles Open();

    /// <summary>The digest of what lies at a path, as <see cref="TreeDigest"/> has it.</summary>
    /// <param name="tree">These files.</param>
    /// <param name="path">A path that has no symbolic links in it any more.</param>
    /// <param name="selects">Whether a path below it, relative to it, counts; null: all do.</param>
    /// <param name="cancellation">Gives up.</param>
    public virtual string DigestOf(RootedDirectory tree, string path, Func<string, bool>? selects, CancellationToken cancellation) => TreeDigest.Of(tree, path, selects, cancellation);
}

/// <summary>Files that are open, until this is disposed of.</summary>
internal sealed class OpenedFiles(RootedDirectory tree, params IDisposable[] held) : IDisposable
{
    public RootedDirectory Tree { get; } = tree;

    public void Dispose()
    {
        foreach (var item in held) item.Dispose();
    }
}

/// <summary>Layers.</summary>
internal sealed class LayeredFiles(ImageStore store, IReadOnlyList<TreeLayer> layers) : StepFiles
{
    public IReadOnlyList<TreeLayer> Layers { get; } = layers;

    /// <summary>The files after one more step.</summary>
    /// <param name="layer">What it wrote.</param>
    /// <param name="step">What it is called.</param>
    public LayeredFiles Then(StepLayer layer, string step) => new(store, [.. Layers, layer.InTree with { CreatedBy = step }]);

    public Digest ChainId { get; } = layers.Aggregate(default(Digest), (chain, layer) => Storage.Snapshots.ChainId.Of(chain, layer.DiffId));

    public override string Identity => ChainId.IsEmpty ? "scratch" : ChainId.Value;

    public override OpenedFiles Open()
    {
        var step = store.Steps.Begin(ChainId, isRoot: false);
        try
        {
            var view = step.Open();
            return new OpenedFiles(view.Tree, view, step);
        }
        catch
        {
            step.Dispose();
            throw;
        }
    }
}

/// <summary>A directory of this host's, which stays as it is as long as the build goes on.</summary>
/// <param name="path">The directory.</param>
/// <param name="identity">How a cache knows it.</param>
/// <param name="content">What is in it; null: that has to be looked at.</param>
internal sealed class DirectoryFiles(string path, string identity, SyncedTree? content = null) : StepFiles
{
    public string Path { get; } = path;

    public override string Identity { get; } = identity;

    public override OpenedFiles Open()
    {
        var tree = RootedDirectory.Open(Path);
        return new OpenedFiles(tree, tree);
    }

    public override string DigestOf(RootedDirectory tree, string path, Func<string, bool>? selects, CancellationToken cancellation) =>
        content?.DigestOf(tree, path, selects) ?? base.DigestOf(tree, path, selects, cancellation);
}
