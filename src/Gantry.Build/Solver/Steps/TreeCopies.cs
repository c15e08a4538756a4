using Gantry.Build.Copies;

namespace Gantry.Build.Solver.Steps;

/// <summary>Turns directories into layers.</summary>
internal static class TreeCopies
{
    /// <summary>Makes a layer of all files.</summary>
    public static async Task<LayeredFiles> ToLayersAsync(StepContext context, StepFiles files, CancellationToken cancellation)
    {
        if (files is LayeredFiles known) return known;
        using var step = context.Host.Store.Steps.Begin(default, isRoot: false);
        using (var from = files.Open())
        using (var view = step.Open())
        {
            new TreeCopier(from.Tree, view.Tree, new CopyRules()).Copy("/", "/", cancellation);
        }

        var layer = await step.CommitAsync(context.Lease, cancellation);
        return new LayeredFiles(context.Host.Store, [layer.InTree]);
    }
}
