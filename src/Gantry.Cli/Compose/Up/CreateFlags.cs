using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Compose.Model;
using Gantry.Compose.Plan.Create;

namespace Gantry.Cli.Compose.Up;

/// <summary>The flags of commands that make containers: <c>up</c>, <c>create</c>, <c>run</c> and <c>scale</c> take some of them.</summary>
internal sealed class CreateFlags
{
    public Option<bool> Build { get; } = Flag.Switch("--build", "Build images before starting containers");

    public Option<bool> NoBuild { get; } = Flag.Switch("--no-build", "Don't build an image, even if it's policy");

    public Option<string> Pull { get; } = Flag.Text("--pull", "Pull image before running (\"always\"|\"missing\"|\"never\")", "policy");

    public Option<bool> QuietPull { get; } = Flag.Switch("--quiet-pull", "Pull without printing progress information");

    public Option<bool> QuietBuild { get; } = Flag.Switch("--quiet-build", "Suppress the build output");

    public Option<bool> ForceRecreate { get; } = Flag.Switch("--force-recreate", "Recreate containers even if their configuration and image haven't changed");

    public Option<bool> NoRecreate { get; } = Flag.Switch("--no-recreate", "If containers already exist, don't recreate them. Incompatible with --force-recreate.");

    public Option<bool> RecreateDependencies { get; } =
        Flag.Switch("--always-recreate-deps", "Recreate dependent containers. Incompatible with --no-recreate.");

    public Option<bool> RenewVolumes { get; } =
        Flag.Switch("-V, --renew-anon-volumes", "Recreate anonymous volumes instead of retrieving data from the previous containers");

    public Option<bool> RemoveOrphans { get; } = Flag.Switch("--remove-orphans", "Remove containers for services not defined in the Compose file");

    public Option<IReadOnlyList<string>> Scale { get; } =
        Flag.List("--scale", "Scale SERVICE to NUM instances. Overrides the `scale` setting in the Compose file if present.", word: "scale");

    public Option<long> Timeout { get; } =
        Flag.Number("-t, --timeout", "Use this timeout in seconds for container shutdown when attached or when containers are already running");

    public Option<bool> Yes { get; } = Flag.Switch("-y, --yes", "Assume \"yes\" as answer to all prompts and run non-interactively").Also("--y");

    /// <exception cref="CliException">Two flags exclude each other.</exception>
    public void Check(ComposeCall call)
    {
        CheckCreation(call);
        Exclude(call.Get(RenewVolumes) && call.Get(NoRecreate), "--no-recreate and --renew-anon-volumes are incompatible");
        Exclude(call.Get(RecreateDependencies) && call.Get(NoRecreate), "--always-recreate-deps and --no-recreate are incompatible");
    }

    /// <summary>The checks of what <c>create</c> takes.</summary>
    /// <exception cref="CliException">Two flags exclude each other.</exception>
    public void CheckCreation(ComposeCall call)
    {
        Exclude(call.Get(Build) && call.Get(NoBuild), "--build and --no-build are incompatible");
        Exclude(call.Get(ForceRecreate) && call.Get(NoRecreate), "--force-recreate and --no-recreate are incompatible");
    }

    public CreateOptions Options(ComposeCall call, IReadOnlyList<string> services)
    {
        var options = CreationOptions(call, services);
        return options with
        {
            Recreate = call.Get(RenewVolumes) ? Recreation.Always : options.Recreate,
            RecreateDependencies = call.Get(RecreateDependencies) ? Recreation.Always : options.RecreateDependencies,
            KeepAnonymousVolumes = !call.Get(RenewVolumes),
            Timeout = call.Given(Timeout) ? TimeSpan.FromSeconds(call.Get(Timeout)) : null,
        };
    }

    /// <summary>What <c>create</c> takes.</summary>
    public CreateOptions CreationOptions(ComposeCall call, IReadOnlyList<string> services) => new()
    {
        Services = services,
        Recreate = call.Get(NoRecreate) ? Recreation.Never : call.Get(ForceRecreate) ? Recreation.Always : Recreation.WhenChanged,
        RecreateDependencies = call.Get(NoRecreate) ? Recreation.Never : Recreation.WhenChanged,
        RemoveOrphans = call.Get(RemoveOrphans) || (!call.Given(RemoveOrphans) && call.Setting("COMPOSE_REMOVE_ORPHANS")),
        Separator = call.Separator,
    };

    /// <summary>The project with what the flags say about pulling, building and scaling.</summary>
    /// <exception cref="CliException">A flag's value is none.</exception>
    public Project Apply(ComposeCall call, Project project) => ProjectEdits.Scale(ApplyImages(call, project), call.Get(Scale));

    /// <summary>The project with what the flags say about pulling and building.</summary>
    /// <exception cref="CliException">A flag's value is none.</exception>
    public Project ApplyImages(ComposeCall call, Project project)
    {
        if (call.Given(Pull))
        {
            var policy = call.Get(Pull) is "always" or "never" or "build" or "missing" or "if_not_present" ? call.Get(Pull)
                : throw new CliException($"invalid --pull option \"{call.Get(Pull)}\"");
            project = ProjectEdits.EachService(project, service => service with { PullPolicy = policy });
        }

        if (call.Get(Build))
            project = ProjectEdits.EachService(project, service => service.Build is null ? service : service with { PullPolicy = "build" });
        return project;
    }

    private static void Exclude(bool both, string sentence)
    {
        if (both)
            throw new CliException(sentence);
    }
}
