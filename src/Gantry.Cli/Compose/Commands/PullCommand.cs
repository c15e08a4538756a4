using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Progress;
using Gantry.Compose.Execute;
using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose pull</c>: fetch the images of services.</summary>
internal sealed class PullCommand : ComposeVerb
{
    private readonly Option<bool> ignoreBuildable = Flag.Switch("--ignore-buildable", "Ignore images that can be built");
    private readonly Option<bool> ignoreFailures = Flag.Switch("--ignore-pull-failures", "Pull what it can and ignores images with pull failures");
    private readonly Option<bool> includeDeps = Flag.Switch("--include-deps", "Also pull services declared as dependencies");
    private readonly Option<bool>[] ignored = [.. new[] { "--no-parallel", "--parallel" }.Select(name => Flag.Hidden(Flag.Switch(name, "Has no effect any more")))];
    private readonly Option<string> policy = Flag.Text("--policy", "Apply pull policy (\"missing\"|\"always\")");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Pull without printing progress information");

    public PullCommand()
        : base("pull", "[OPTIONS] [SERVICE...]", "Pull service images", Operands.Any) => Accept([.. ignored, ignoreBuildable, ignoreFailures, includeDeps, policy, quiet]);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        var red = new Ansi(call.MayColour);
        foreach (var flag in ignored.Where(call.Given))
            await call.Error.WriteAsync(red.Red($"option '{flag.Name}' is DEPRECATED and will be ignored.\n"));
        IReadOnlyList<string> services = [.. call.Operands];
        var project = await call.ProjectAsync(services, cancellation);
        if (!call.Get(includeDeps))
            project = ProjectEdits.WithoutDependencies(project, services);
        if (call.Get(policy) is { Length: > 0 } wanted)
            project = ProjectEdits.EachService(project, service => string.IsNullOrEmpty(service.Image) ? service : service with { PullPolicy = wanted });
        var images = await Observer.ObserveImagesAsync(call.Engine, project, cancellation);
        var mustBuild = new List<string>();
        Exception? failure = null;
        using (var view = call.OpenProgress("Pulling"))
        {
            var pulled = new Dictionary<string, string>(StringComparer.Ordinal);
            var work = new List<Task>();
            foreach (var service in project.Services.Values.OrderBy(service => service.Name, StringComparer.Ordinal))
            {
                if (Skip(call, service, images, pulled) is { } reason)
                    view.Report(new ProgressEvent(service.Name, ProgressStatus.Done, "") { Text = reason });
                else
                    work.Add(PullAsync(service, view));
            }

            await Task.WhenAll(work);
            if (mustBuild.Count > 0)
                view.Remark($"WARNING: Some service image(s) must be built from source by running:\n    docker compose build {string.Join(' ', mustBuild)}");
        }

        return failure is null || call.Get(ignoreFailures) ? 0 : throw failure;

        async Task PullAsync(Service service, IProgressSink view)
        {
            var platform = string.IsNullOrEmpty(service.Platform) ? project.Environment.GetValueOrDefault("DOCKER_DEFAULT_PLATFORM", "") : service.Platform;
            var order = new PullOrder(service.Name, service.Image!, platform, call.Get(quiet)) { CanBeBuilt = service.Build is not null };
            try
            {
                await call.Executor(view).RunAsync(new ComposePlan([new PlannedStep(1, new PullImage(order), "it is asked for", [])]), project.Name, cancellation);
            }
            catch (GantryException fault)
            {
                failure ??= fault;
            }

            if (service.Build is not null && await call.Engine.FindImageAsync(service.Image!, cancellation) is null)
                mustBuild.Add(service.Name);
        }
    }

    /// <returns>Why a service's image is not fetched; null: it is.</returns>
    private string? Skip(ComposeCall call, Service service, IReadOnlyDictionary<string, ObservedImage> images, Dictionary<string, string> pulled)
    {
        if (string.IsNullOrEmpty(service.Image))
            return "Skipped - No image to be pulled";
        if (service.PullPolicy is "never" or "build")
            return "Skipped";
        if (service.PullPolicy is "missing" or "if_not_present" && images.ContainsKey(service.Image) && !Images.ImageName.Familiar(service.Image).EndsWith(":latest", StringComparison.Ordinal))
            return "Skipped - Image is already present locally";
        if (service.Build is not null && call.Get(ignoreBuildable))
            return "Skipped - Image can be built";
        return pulled.TryAdd(service.Image, service.Name) ? null : $"Skipped - Image is already being pulled by {pulled[service.Image]}";
    }
}
