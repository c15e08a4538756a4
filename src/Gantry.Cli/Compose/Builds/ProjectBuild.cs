using System.Globalization;
using System.Text;

using Gantry.Build.Client;
using Gantry.Build.Dockerfiles;
using Gantry.Build.Dockerfiles.Descriptions;
using Gantry.Cli.Building.Views;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Progress;
using Gantry.Compose.Model;

namespace Gantry.Cli.Compose.Builds;

/// <summary>Builds the images of several services at once, each after those it is made of.</summary>
/// <param name="call">The command.</param>
/// <param name="project">The project.</param>
/// <param name="choice">What is built, and how.</param>
internal sealed class ProjectBuild(ComposeCall call, Project project, BuildChoice choice)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Task<ClientBuildResult>> work = new(StringComparer.Ordinal);

    /// <exception cref="CliException">An image cannot be built; the text shows where in the Dockerfile.</exception>
    public async Task<IReadOnlyDictionary<string, ClientBuildResult>> RunAsync(IReadOnlyList<Service> services, CancellationToken cancellation)
    {
        CheckCircles(services);
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using (var view = View())
        {
            foreach (var service in services)
                _ = Begin(service, services, view, stopped);
            await Task.WhenAll(work.Values).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        await call.Out.FlushAsync(cancellation);
        if (work.Values.FirstOrDefault(task => task.IsFaulted) is { Exception: { } fault })
            throw fault.InnerException is ClientBuildException failure ? Explained(failure, work.Count > 1 ? work.First(entry => entry.Value.IsFaulted).Key : "") : fault.InnerException!;
        cancellation.ThrowIfCancellationRequested();
        var results = new Dictionary<string, ClientBuildResult>(StringComparer.Ordinal);
        foreach (var (name, built) in work)
            results[name] = await built;
        return results;
    }

    private Task<ClientBuildResult> Begin(Service service, IReadOnlyList<Service> all, IBuildView view, CancellationTokenSource stopped) =>
        work.TryGetValue(service.Name, out var begun) ? begun
            : work[service.Name] = BuildAsync(service, [.. Parts(service, all).Select(part => Begin(part, all, view, stopped))], all.Count > 1 ? BakeFile.TargetName(service.Name) : "", view, stopped);

    private async Task<ClientBuildResult> BuildAsync(Service service, IReadOnlyList<Task> parts, string prefix, IBuildView view, CancellationTokenSource stopped)
    {
        try
        {
            await Task.WhenAll(parts);
            return await new ServiceBuild(call, project, choice).RunAsync(service, Show, stopped.Token);
        }
        catch
        {
            // What is built beside it would be of no use.
            await stopped.CancelAsync();
            throw;
        }

        void Show(ClientProgress progress)
        {
            lock (gate)
                view.Show(prefix.Length > 0 ? Prefixed(progress, prefix) : progress);
        }
    }

    private static IEnumerable<Service> Parts(Service service, IReadOnlyList<Service> all) =>
        service.Build!.AdditionalContexts.Values.Select(BakeFile.ServiceOf).OfType<string>().Distinct().Select(name => all.FirstOrDefault(other => other.Name == name)).OfType<Service>();

    private static void CheckCircles(IReadOnlyList<Service> all)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var service in all)
            Follow(service, []);

        void Follow(Service service, IReadOnlyList<string> trail)
        {
            if (trail.Contains(service.Name))
                throw new CliException($"infinite loop from \"{service.Name}\" to \"{trail[^1]}\": images that are built with one another: {string.Join(" -> ", trail.Append(service.Name))}");
            if (!done.Add(service.Name) && trail.Count == 0)
                return;
            foreach (var part in Parts(service, all))
                Follow(part, [.. trail, service.Name]);
        }
    }

    /// <summary>The steps of one of several builds: each is its own, and says whose it is, as with <c>docker buildx bake</c>.</summary>
    private static ClientProgress Prefixed(ClientProgress progress, string prefix) => new(
        [.. progress.Steps.Select(step => step with { Digest = prefix + step.Digest, Name = step.Name.StartsWith('[') ? $"[{prefix} {step.Name[1..]}" : $"[{prefix}] {step.Name}" })],
        [.. progress.Parts.Select(part => part with { Step = prefix + part.Step })],
        [.. progress.Logs.Select(log => log with { Step = prefix + log.Step })],
        [.. progress.Warnings.Select(warning => warning with { Step = prefix + warning.Step })]);

    private static CliException Explained(ClientBuildException fault, string target)
    {
        var text = new StringBuilder();
        foreach (var source in fault.Sources)
        {
            foreach (var (first, last) in source.Lines.Take(1))
                text.Append(SourceExcerpt.Of(source.FileName, source.Text, new LineRange(first, last))).Append('\n');
        }

        if (target.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"target {BakeFile.TargetName(target)}: ");
        return new CliException($"{text}failed to solve: {fault.Message}");
    }

    private IBuildView View()
    {
        if (choice.Quiet || choice.Check)
            return new SilentView();
        return call.Mode switch
        {
            ProgressMode.Quiet => new SilentView(),
            ProgressMode.Json => new JsonView(call.Streams.Output),
            ProgressMode.Plain => Plain(),
            ProgressMode.Terminal => Terminal(),
            _ => Environment.GetEnvironmentVariable("BUILDKIT_PROGRESS") switch
            {
                "plain" => Plain(),
                "tty" => Terminal(),
                "rawjson" => new JsonView(call.Streams.Output),
                "quiet" or "none" => new SilentView(),
                _ => call.Streams.OutputIsTerminal ? Terminal() : Plain(),
            },
        };
        PlainView Plain() => new(call.Out, TimeProvider.System);
        TerminalView Terminal() => new(call.Out, () => call.Streams.Size, TimeProvider.System);
    }
}
