using Gantry.Linux.Paths;

namespace Gantry.Engine.Containers.Trees;

/// <summary>A container's tree as the container sees it, and what must be let go of afterwards.</summary>
internal sealed class OpenTree(RootedDirectory root, IDisposable held, SemaphoreSlim? gate) : IDisposable
{
    public RootedDirectory Root { get; } = root;

    public void Dispose()
    {
        held.Dispose();
        gate?.Release();
    }
}
