using System.CommandLine;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Compose.Globals;

/// <summary>The flags between <c>gantry compose</c> and its command.</summary>
internal sealed class ComposeFlags
{
    private readonly Option<bool> allResources = Flag.Switch("--all-resources", "Include all resources, even those not used by services");
    private readonly Option<string> ansi =
        Flag.Text("--ansi", "Control when to print ANSI control characters (\"never\"|\"always\"|\"auto\")", "auto");

    private readonly Option<bool> compatibility = Flag.Switch("--compatibility", "Run compose in backward compatibility mode");
    private readonly Option<bool> dryRun = Flag.Switch("--dry-run", "Execute command in dry run mode");
    private readonly Option<IReadOnlyList<string>> envFile = Flag.List("--env-file", "Specify an alternate environment file", word: "stringArray");
    private readonly Option<IReadOnlyList<string>> file = Flag.List("-f, --file", "Compose configuration files", word: "stringArray");
    private readonly Option<long> parallel = Flag.Number("--parallel", "Control max parallelism, -1 for unlimited", -1);
    private readonly Option<IReadOnlyList<string>> profile = Flag.List("--profile", "Specify a profile to enable", word: "stringArray");
    private readonly Option<string> progress = Flag.Text("--progress", "Set type of progress output (auto, tty, plain, json, quiet)");
    private readonly Option<string> projectDirectory = Flag.Text(
        "--project-directory", "Specify an alternate working directory (default: the path of the, first specified, Compose file)");

    private readonly Option<string> projectName = Flag.Text("-p, --project-name", "Project name");
    private readonly Option<string> workDirectory = Flag.Hidden(Flag.Text("--workdir", "The older name of --project-directory"));
    private readonly Option<bool> version = Flag.Hidden(Flag.Switch("-v, --version", "Show the version"));

    public Option[] All =>
        [allResources, ansi, compatibility, dryRun, envFile, file, parallel, profile, progress, projectDirectory, projectName, workDirectory, version];

    public bool WantsVersion(Call call) => call.Get(version);

    /// <summary>What the flags and the process's variables say.</summary>
    /// <exception cref="CliException">They contradict each other.</exception>
    public ComposeGlobals Read(Call call)
    {
        var directory = call.Get(projectDirectory);
        if (call.Get(workDirectory) is { Length: > 0 } older)
        {
            if (directory.Length > 0)
                throw new CliException("cannot specify DEPRECATED \"--workdir\" and \"--project-directory\". Please use only \"--project-directory\" instead");
            directory = older;
        }
        return new ComposeGlobals
        {
            Files = call.Get(file),
            ProjectName = call.Get(projectName),
            Directory = directory,
            Profiles = call.Get(profile),
            EnvironmentFiles = call.Get(envFile),
            AllResources = call.Get(allResources),
            Compatibility = call.Get(compatibility),
            DryRun = call.Get(dryRun),
            Parallel = ParallelLimit.Of(call.Given(parallel) ? call.Get(parallel) : null),
            Display = DisplayChoice.Of(call.Given(ansi) ? call.Get(ansi) : null, call.Get(progress)),
        };
    }
}
