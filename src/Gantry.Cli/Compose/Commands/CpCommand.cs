using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Copying;
using Gantry.Compose.Execute;
using Gantry.Compose.Observed;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose cp</c>: copy files between a service's containers and the host.</summary>
internal sealed class CpCommand : ComposeVerb
{
    private readonly Option<bool> all = Flag.Switch("--all", "Include containers created by the run command");
    private readonly Option<bool> archive = Flag.Switch("-a, --archive", "Archive mode (copy all uid/gid information)");
    private readonly Option<bool> followLink = Flag.Switch("-L, --follow-link", "Always follow symbol link in SRC_PATH");
    private readonly Option<long> index = Flag.Number("--index", "Index of the container if service has multiple replicas");

    public CpCommand()
        : base("cp", "[OPTIONS] SERVICE:SRC_PATH DEST_PATH|-", "Copy files/folders between a service container and the local filesystem", Operands.Exactly(2)) =>
        Accept(all, archive, followLink, index);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        if (call.Operands[0].Length == 0)
            throw new CliException("source can not be empty");
        if (call.Operands[1].Length == 0)
            throw new CliException("destination can not be empty");
        var (from, source) = CopyPaths.Split(call.Operands[0]);
        var (to, target) = CopyPaths.Split(call.Operands[1]);
        if (from.Length > 0 && to.Length > 0)
            throw new CliException("copying between services is not supported");
        if (from.Length == 0 && to.Length == 0)
            throw new CliException("unknown copy direction");
        var containers = await FindAsync(call, from.Length > 0 ? from : to, cancellation);
        using var view = call.OpenProgress("Copying");
        await Task.WhenAll((from.Length > 0 ? containers.Take(1) : containers).Select(async container =>
        {
            var text = from.Length > 0 ? $"copy {container.Name}:{source} to {target}" : $"copy {source} to {container.Name}:{target}";
            view.Report(new ProgressEvent(container.Name, ProgressStatus.Working, "Copying") { Text = text });
            if (call.DryRun is null)
                await CopyAsync(container.Id);
            view.Report(new ProgressEvent(container.Name, ProgressStatus.Done, "Copied") { Text = text });
        }));
        return 0;

        Task CopyAsync(string container) => from.Length > 0
            ? new CopyOut(call.Engine.Client, call.Streams.Output).RunAsync(container, source, target, call.Get(followLink), cancellation)
            : new CopyIn(call.Engine.Client, call.Streams.Input).RunAsync(source, container, target, call.Get(archive), call.Get(followLink), cancellation);
    }

    private async Task<List<ObservedContainer>> FindAsync(ComposeCall call, string service, CancellationToken cancellation)
    {
        var project = await call.ProjectNameAsync(cancellation);
        var containers = (await call.Engine.ListContainersAsync(project, cancellation)).Where(container => container.Service == service)
            .Where(container => call.Get(all) || !container.IsOneOff)
            .Where(container => call.Get(index) == 0 || container.Number == call.Get(index)).ToList();
        if (containers.Count > 0)
            return containers;
        throw new CliException(call.Get(index) > 0 ? $"service \"{service}\" is not running container #{call.Get(index)}" : $"no container found for service \"{service}\"");
    }
}
