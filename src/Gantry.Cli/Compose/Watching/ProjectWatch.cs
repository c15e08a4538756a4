using Gantry.Build.Dockerfiles;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Builds;
using Gantry.Cli.Compose.Logs;
using Gantry.Cli.Compose.Up;
using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan;
using Gantry.Compose.Plan.Create;
using Gantry.Compose.Plan.Stop;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Compose.Watching;

/// <summary>Keeps a project's containers up to date with files of the host while they change.</summary>
internal sealed class ProjectWatch
{
    private readonly ComposeCall call;
    private readonly Project project;
    private readonly LogPrinter printer;
    private readonly List<WatchRule> rules = [];

    /// <summary>Whether images that lost their names to a rebuild go.</summary>
    public bool Prunes { get; init; } = true;

    /// <exception cref="CliException">No service says what is to be watched, or one asks for what it cannot have.</exception>
    public ProjectWatch(ComposeCall call, Project project, LogPrinter printer)
    {
        (this.call, this.project, this.printer) = (call, project, printer);
        foreach (var service in project.Services.Values.OrderBy(service => service.Name, StringComparer.Ordinal))
            rules.AddRange(RulesOf(service));
        if (rules.Count == 0)
            throw new CliException("none of the selected services is configured for watch, consider setting a 'develop' section");
    }

    /// <summary>Watches until it is given up.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var files = new FileWatch(rules.Select(rule => rule.Trigger.Path));
        await SyncFirstAsync(cancellation);
        printer.Line(LogPrinter.Watch, "Watch enabled");
        await foreach (var batch in files.BatchesAsync(cancellation))
        {
            var work = WatchWork.Of(rules, batch);
            try
            {
                if (!work.IsEmpty)
                    await PerformAsync(work, cancellation);
            }
            catch (Exception fault) when (fault is GantryException or CliException)
            {
                call.Warn($"Error handling changed files: {fault.Message}");
            }
        }
    }

    private IEnumerable<WatchRule> RulesOf(Service service)
    {
        var context = service.Build?.Context is { } path ? Path.GetFullPath(path, project.WorkingDirectory) : "";
        var ignore = Path.Combine(context, ".dockerignore");
        var ignored = context.Length > 0 && File.Exists(ignore) ? IgnoreRules.Parse(File.ReadAllText(ignore)) : IgnoreRules.None;
        foreach (var trigger in service.Develop?.Watch ?? [])
        {
            if (trigger.Action == "rebuild" && service.Build is null)
                throw new CliException($"can't watch service \"{service.Name}\" with action rebuild without a build context");
            if (trigger.Action is "sync" or "sync+restart" && service.Volumes.Any(mount => mount.Bind is not null && IsBelow(mount.Source, trigger.Path)))
                call.Warn($"path '{trigger.Path}' also declared by a bind mount volume, this path won't be monitored!");
            else
                yield return new WatchRule(service.Name, trigger, context, ignored);
        }
    }

    private static bool IsBelow(string? directory, string path) =>
        directory is not null && (path == directory || path.StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal));

    /// <summary>What a service wants to have from the beginning.</summary>
    private async Task SyncFirstAsync(CancellationToken cancellation)
    {
        foreach (var rule in rules.Where(rule => rule.Trigger.InitialSync && rule.Trigger.Action is "sync" or "sync+restart"))
        {
            var files = Directory.Exists(rule.Trigger.Path) ? Directory.EnumerateFiles(rule.Trigger.Path, "*", SearchOption.AllDirectories) : [rule.Trigger.Path];
            var work = WatchWork.Of([rule], files);
            foreach (var (service, copies) in work.Copies)
                await new FileSync(call, project.Name).RunAsync(service, copies, cancellation);
        }
    }

    private async Task PerformAsync(WatchWork work, CancellationToken cancellation)
    {
        if (work.Rebuilds.Count > 0)
            await RebuildAsync([.. work.Rebuilds], cancellation);
        foreach (var (service, copies) in work.Copies)
        {
            printer.Line(LogPrinter.Watch, $"Syncing service \"{service}\" after {copies.Count} changes were detected");
            await new FileSync(call, project.Name).RunAsync(service, copies, cancellation);
        }

        if (work.Restarts.Count > 0)
        {
            var chosen = ProjectEdits.WithDependents(project, [.. work.Restarts]);
            await QuietlyAsync(seen => RestartPlanner.Plan(chosen, seen, null), cancellation);
            printer.Line(LogPrinter.Watch, $"service(s) {Quoted(work.Restarts)} restarted");
        }

        foreach (var rule in work.Commands.Where(rule => rule.Trigger.Exec is not null))
            await RunCommandAsync(rule, cancellation);
    }

    private async Task RebuildAsync(IReadOnlyList<string> services, CancellationToken cancellation)
    {
        printer.Line(LogPrinter.Watch, $"Rebuilding service(s) {Quoted(services)} after changes were detected...");
        var build = new BuildChoice { Services = services, WithDependencies = false, Again = true, Quiet = true };
        try
        {
            await build.RunAsync(call, project, new Dictionary<string, ObservedImage>(), cancellation);
        }
        catch (GantryException fault)
        {
            printer.Line(LogPrinter.Watch, $"Build failed. Error: {fault.Message}");
            throw;
        }

        printer.Line(LogPrinter.Watch, $"service(s) {Quoted(services)} successfully built");
        if (Prunes && call.DryRun is null)
            await call.Engine.RemoveNamelessImagesAsync(project.Name, cancellation);
        var options = new CreateOptions { Services = services, Recreate = Recreation.Always, Separator = call.Separator, IgnoreOrphans = true };
        await new Creation(call, project, options).RunAsync("Running", cancellation);
        await new Starting(call, ProjectEdits.WithDependents(project, services)).RunAsync("Running", null, cancellation);
    }

    private async Task RunCommandAsync(WatchRule rule, CancellationToken cancellation)
    {
        var hook = rule.Trigger.Exec!;
        var order = new HookOrder(
            rule.Service, hook.Command ?? [], hook.User ?? "", hook.Privileged, hook.WorkingDirectory ?? "",
            [.. hook.Environment.Where(variable => variable.Value is not null).Select(variable => $"{variable.Key}={variable.Value}")]);
        foreach (var container in (await call.Engine.ListContainersAsync(project.Name, cancellation)).Where(container => container.Service == rule.Service && container.IsRunning))
            await call.Changes.RunHookAsync(container.Id, order, line => printer.Line(ContainerNaming.Of(container, call.Separator), line), cancellation);
    }

    private async Task QuietlyAsync(Func<ObservedProject, ComposePlan> plan, CancellationToken cancellation)
    {
        var seen = new ObservedProject { Containers = await call.Engine.ListContainersAsync(project.Name, cancellation) };
        using var silence = call.NoProgress();
        await call.Executor(silence).RunAsync(plan(seen), project.Name, cancellation);
    }

    private static string Quoted(IEnumerable<string> names) => $"[{string.Join(' ', names.Select(name => $"\"{name}\""))}]";
}
