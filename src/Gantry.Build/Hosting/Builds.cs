using Gantry.Build.Classic;
using Gantry.Engine.Hosting;

namespace Gantry.Build.Hosting;

/// <summary>What builds images, over an engine.</summary>
public sealed class Builds
{
    private Builds(GantryEngine engine, string contexts) => Classic = new ClassicBuilder(engine.Containers, engine.Images, engine.Store, contexts);

    /// <summary>Docker's classic builder.</summary>
    public ClassicBuilder Classic { get; }

    /// <summary>Opens it; what builds left that were cut off goes.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="dataRoot">Where it keeps its state.</param>
    public static Builds Open(GantryEngine engine, string dataRoot)
    {
        var contexts = Path.Combine(dataRoot, "builds", "contexts");
        if (Directory.Exists(contexts)) Directory.Delete(contexts, recursive: true);
        return new Builds(engine, contexts);
    }
}
