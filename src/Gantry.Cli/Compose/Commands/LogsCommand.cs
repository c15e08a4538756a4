using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Logs;
using Gantry.Compose.Observed;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose logs</c>: what containers have written, in one log.</summary>
internal sealed class LogsCommand : ComposeVerb
{
    private readonly Option<bool> follow = Flag.Switch("-f, --follow", "Follow log output");
    private readonly Option<long> index = Flag.Number("--index", "index of the container if service has multiple replicas");
    private readonly Option<bool> noColor = Flag.Switch("--no-color", "Produce monochrome output");
    private readonly Option<bool> noPrefix = Flag.Switch("--no-log-prefix", "Don't print prefix in logs");
    private readonly Option<string> since = Flag.Text("--since", "Show logs since timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)");
    private readonly Option<string> tail = Flag.Text("-n, --tail", "Number of lines to show from the end of the logs for each container", "all");
    private readonly Option<bool> timestamps = Flag.Switch("-t, --timestamps", "Show timestamps");
    private readonly Option<string> until = Flag.Text("--until", "Show logs before a timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)");

    public LogsCommand()
        : base("logs", "[OPTIONS] [SERVICE...]", "View output from containers", Operands.Any) =>
        Accept(follow, index, noColor, noPrefix, since, tail, timestamps, until);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        if (call.Get(index) > 0 && call.Operands.Count != 1)
            throw new CliException("--index requires one service to be selected");
        var (found, seen) = await call.FoundProjectAsync([.. call.Operands], resources: false, cancellation);
        IReadOnlyList<string> services = call.Operands.Count > 0 || !found.HasFile
            ? [.. call.Operands]
            : [.. found.Project.Services.Values.Where(service => service.Attach != false).Select(service => service.Name)];
        var containers = seen.Containers.Where(container => !container.IsOneOff && (services.Count == 0 || services.Contains(container.Service)))
            .Where(container => call.Get(index) == 0 || container.Number == call.Get(index)).ToList();
        if (call.Get(index) > 0 && containers.Count == 0)
            throw new CliException($"service \"{call.Operands[0]}\" is not running container #{call.Get(index)}");

        var printer = new LogPrinter(call.Out, call.Error, new LogColours(call.Colours && !call.Get(noColor)), !call.Get(noPrefix), timestamps: false);
        var follower = new LogFollower(call.Engine.Client, printer);
        var query = LogQuery(call, Moment.Parse(call.Get(since)));
        var work = new List<Task>();
        if (call.Get(follow))
            work.Add(await MonitorAsync(call, found.Project.Name, services, printer, follower, cancellation));
        work.AddRange(containers.Select(container => PrintAsync(call, follower, container, query, cancellation)));
        await Task.WhenAll(work);
        return 0;
    }

    private async Task<Task> MonitorAsync(
        ComposeCall call, string project, IReadOnlyList<string> services, LogPrinter printer, LogFollower follower, CancellationToken cancellation) =>
        await new ProjectMonitor(call.Engine, project, services, call.Separator)
        {
            Started = async (container, _) =>
            {
                var details = await call.Engine.Client.ContainerAsync(container.Id, cancellation);
                var printed = follower.PrintAsync(container.Id, container.Name, LogQuery(call, Moment.Parse(details.State.StartedAt)), cancellation);
            },
            Ended = (container, code, again) =>
            {
                printer.Status(container.Name, $"exited with code {code}{(again ? " (restarting)" : "")}");
                return Task.CompletedTask;
            },
            Replaced = name => printer.Status(name, "has been recreated"),
        }.StartAsync(cancellation);

    private static async Task PrintAsync(ComposeCall call, LogFollower follower, ObservedContainer container, string query, CancellationToken cancellation)
    {
        try
        {
            await follower.PrintAsync(container.Id, ContainerNaming.Of(container, call.Separator), query, cancellation);
        }
        catch (EngineException fault) when (fault.Kind == ErrorKind.NotImplemented)
        {
            call.Warn($"Can't retrieve logs for \"{container.Name}\": {fault.Message}");
        }
    }

    private string LogQuery(ComposeCall call, string since) => Query.Of(
        ("follow", On(call, follow)), ("since", since), ("stderr", "1"), ("stdout", "1"), ("tail", call.Get(tail)), ("timestamps", On(call, timestamps)),
        ("until", Moment.Parse(call.Get(until))));

    private static string On(ComposeCall call, Option<bool> flag) => call.Get(flag) ? "1" : "";
}
