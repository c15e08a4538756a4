using Gantry.Cli.Client;
using Gantry.Cli.Images;

namespace Gantry.Cli.Bootstrap;

/// <summary>Makes a base image: a root file system from Debian's archive, imported under a name.</summary>
internal sealed class BaseImage(string name, IRootSource source)
{
    /// <returns>The image's ID.</returns>
    public async Task<string> MakeAsync(EngineClient engine, Action<Step> report, CancellationToken cancellation)
    {
        // An engine that does not answer is noticed before minutes of work, not after.
        await engine.VersionAsync(cancellation);
        using var scratch = ScratchDirectory.Create();
        var root = await source.MakeAsync(scratch, report, cancellation);
        report(new Step(Phase.Import, name, false));
        var import = new ImageImport("-", name, source.Changes, source.Origin, "");
        using var said = new StringWriter();
        await RootArchive.ReadAsync(root, source is BusyboxRoot, archive => import.RunAsync(engine, archive, said, cancellation), cancellation);
        return said.ToString().Trim();
    }
}
