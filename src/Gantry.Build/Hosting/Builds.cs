using Gantry.Build.Classic;
using Gantry.Build.Grpc;
using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Engine.Hosting;

namespace Gantry.Build.Hosting;

/// <summary>What builds images, over an engine.</summary>
public sealed class Builds
{
    private Builds(GantryEngine engine, string directory, string contexts, BuilderSettings settings, Action<string> report)
    {
        Classic = new ClassicBuilder(engine.Containers, engine.Images, engine.Store, contexts);
        var host = new StepHost(engine.Store, engine.Images, engine.Registry, engine.Steps, directory);
        var disk = new DriveInfo(directory).TotalSize;
        var rules = settings.Cache.RulesFor(disk);
        Builder = new Builder(host, rules, settings.Grants);
        Grpc = new GrpcFace(
            Builder, new BuilderFacts("default", () => engine.HostGateway[0], HostPlatforms.Read(), rules), Path.Combine(directory, "history"), report, TimeProvider.System);
    }

    /// <summary>Docker's classic builder.</summary>
    public ClassicBuilder Classic { get; }

    /// <summary>The builder for graphs, and what builds keep.</summary>
    public IBuilder Builder { get; }

    /// <summary>The builder as BuildKit's clients want it.</summary>
    public GrpcFace Grpc { get; }

    /// <summary>Opens it; what builds left that were cut off goes.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="dataRoot">Where it keeps its state.</param>
    /// <param name="settings">What the administrator says of builds.</param>
    /// <param name="report">Takes what an operator should know, a line at a time.</param>
    public static Builds Open(GantryEngine engine, string dataRoot, BuilderSettings settings, Action<string> report)
    {
        var directory = Directory.CreateDirectory(Path.Combine(dataRoot, "builds")).FullName;
        var contexts = Path.Combine(directory, "contexts");
        if (Directory.Exists(contexts)) Directory.Delete(contexts, recursive: true);
        LeftPlaces.Clear(directory);
        return new Builds(engine, directory, contexts, settings, report);
    }
}
