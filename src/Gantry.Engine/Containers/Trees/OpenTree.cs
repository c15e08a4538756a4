using Gantry.Linux.Paths;
using Gantry.Oci.Runtime;

namespace Gantry.Engine.Containers.Trees;

/// <summary>A container's tree as the container sees it, and what must be let go of afterwards.</summary>
/// <param name="root">Its root.</param>
/// <param name="ids">How ids in it are the container's; null: they are the same.</param>
/// <param name="held">What is let go of.</param>
/// <param name="gate">What is released.</param>
internal sealed class OpenTree(RootedDirectory root, IdMappings? ids, IDisposable held, SemaphoreSlim? gate) : IDisposable
{
    public RootedDirectory Root { get; } = root;

    public IdMappings? Ids { get; } = ids;

    public void Dispose()
    {
        held.Dispose();
        gate?.Release();
    }
}
