using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Builds;
using Gantry.Cli.Compose.Globals;
using Gantry.Cli.Compose.Progress;
using Gantry.Compose.Observed;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose build</c>: build the images of services.</summary>
internal sealed class BuildCommand : ComposeVerb
{
    private readonly Option<IReadOnlyList<string>> buildArg = Flag.List("--build-arg", "Set build-time variables for services", word: "stringArray");
    private readonly Option<string> builder = Flag.Text("--builder", "Set builder to use");
    private readonly Option<bool> check = Flag.Switch("--check", "Check build configuration");
    private readonly Option<bool> dependencies = Flag.Switch("--with-dependencies", "Also build dependencies (transitively)");
    private readonly Option<bool>[] ignored =
        [.. new[] { "--compress", "--force-rm", "--no-rm", "--parallel" }.Select(name => Flag.Hidden(Flag.Switch(name, "Has no effect any more")))];

    private readonly Option<long> memory = Flag.Bytes("-m, --memory", "Set memory limit for the build container.");
    private readonly Option<bool> noCache = Flag.Switch("--no-cache", "Do not use cache when building the image");
    private readonly Option<bool> print = Flag.Switch("--print", "Print equivalent bake file");
    private readonly Option<string> progress = Flag.Hidden(Flag.Text("--progress", "Set type of progress output"));
    private readonly Option<bool> pull = Flag.Switch("--pull", "Always attempt to pull a newer version of the image");
    private readonly Option<bool> push = Flag.Switch("--push", "Push service images");
    private readonly Option<string> provenance = Flag.Text("--provenance", "Add a provenance attestation");
    private readonly Option<string> sbom = Flag.Text("--sbom", "Add a SBOM attestation");
    private readonly Option<string> ssh = Flag.Text("--ssh", "Set SSH authentications used when building service images. (use 'default' for using your default SSH Agent)");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Suppress the build output");

    public BuildCommand()
        : base("build", "[OPTIONS] [SERVICE...]", "Build or rebuild services", Operands.Any) =>
        Accept([buildArg, builder, check, dependencies, .. ignored, memory, noCache, print, progress, provenance, pull, push, quiet, sbom, ssh]);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        if (call.Get(progress).Length > 0)
        {
            await call.Error.WriteLineAsync("--progress is a global compose flag, better use `docker compose --progress xx build ...");
            call.Mode = DisplayChoice.ModeOf(call.Get(progress), Globals.Display.Ansi);
        }

        if (call.Get(quiet))
            call.Mode = ProgressMode.Quiet;
        IReadOnlyList<string> services = [.. call.Operands];
        var project = await call.ProjectAsync(services, cancellation);
        var choice = new BuildChoice
        {
            Services = services,
            WithDependencies = call.Get(dependencies),
            Again = true,
            Quiet = call.Get(quiet),
            NoCache = call.Get(noCache),
            Pull = call.Get(pull),
            Memory = call.Get(memory),
            Ssh = Agent(call),
            Provenance = call.Get(provenance),
            Sbom = call.Get(sbom),
            Check = call.Get(check),
            Push = call.Get(push),
            SinglePlatform = false,
            Arguments = call.Get(buildArg).Select(text => text.Split('=', 2)).GroupBy(parts => parts[0])
                .ToDictionary(group => group.Key, group => group.Last() is [_, var value] ? value : null, StringComparer.Ordinal),
        };
        if (call.Get(print))
        {
            for (var missing = BakeFile.MissingContexts(project); missing.Count > 0; missing = BakeFile.MissingContexts(project))
                project = await call.ProjectAsync([.. project.Services.Keys, .. missing], cancellation);
            await call.Out.WriteAsync(BakeFile.Of(project, choice with { Proxies = call.BuildProxies.ToDictionary() }, call.Get(push)));
            return 0;
        }

        CheckBuilder(call);
        await choice.RunAsync(call, project, new Dictionary<string, ObservedImage>(), cancellation);
        if (call.Get(push) && !call.Get(check))
            await new Push(call, services.Count > 0 ? ProjectEdits.WithoutDependencies(project, services) : project) { Quiet = call.Get(quiet), LeavesIndexes = true }.RunAsync(cancellation);
        return 0;
    }

    /// <summary>There is one builder, the engine's.</summary>
    private void CheckBuilder(ComposeCall call)
    {
        var wanted = call.Get(builder) is { Length: > 0 } named ? named : Environment.GetEnvironmentVariable("BUILDX_BUILDER") ?? "";
        if (wanted is not ("" or "default"))
            throw new CliException($"no builder \"{wanted}\" found: gantry compose builds with the engine's own");
    }

    private string Agent(ComposeCall call)
    {
        if (!call.Given(ssh))
            return "";
        var agent = call.Get(ssh) is { Length: > 0 } text ? text : "default";
        return agent == "default" || agent.Contains('=') ? agent : throw new CliException($"invalid ssh key \"{agent}\"");
    }
}
