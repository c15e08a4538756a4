using System.Collections;

using Gantry.Cli.Compose.Progress;
using Gantry.Cli.Compose.Remotes;
using Gantry.Cli.Compose.Up;
using Gantry.Cli.Settings.Credentials;
using Gantry.Compose.Loading;
using Gantry.Compose.Model;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Compose;

/// <summary>The project an invocation is for, and the settings its variables give.</summary>
internal sealed partial class ComposeCall
{
    private static readonly string[] True = ["1", "t", "true", "y", "yes", "on"];
    private readonly Dictionary<string, string> variables =
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");

    private readonly Lazy<RemoteFiles> remotes = new(() => new RemoteFiles(call.Settings.Credentials));

    private IReadOnlyDictionary<string, string>? environment;

    /// <summary>Whether networks and volumes nobody uses count.</summary>
    public bool AllResources => globals.AllResources;

    /// <summary>What joins the parts of names.</summary>
    public string Separator => globals.Compatibility || Setting("COMPOSE_COMPATIBILITY") ? "_" : "-";

    /// <summary>Whether the names of services in logs are coloured.</summary>
    public bool Colours => globals.Display.Ansi == "always" || (globals.Display.Ansi != "never" && !globals.Display.Colourless && Streams.OutputIsTerminal);

    /// <summary>Whether progress may be coloured.</summary>
    public bool MayColour => !globals.Display.Colourless && globals.Display.Ansi != "never";

    public ProgressMode Mode { get; set; } = globals.Display.Mode;

    /// <summary>Who brings files here that lie elsewhere.</summary>
    public IRemoteFiles Remotes => remotes.Value;

    /// <summary>The files that were named.</summary>
    public IReadOnlyList<string> Files => globals.Files;

    /// <summary>The files that others of the project include, as far as it was loaded.</summary>
    public List<string> IncludedFiles { get; } = [];

    /// <summary>Who this user is to registries.</summary>
    public CredentialStores Credentials => call.Settings.Credentials;

    /// <summary>The project's files, ready to be loaded.</summary>
    public ProjectLoader Loader => new(new ProjectSource
    {
        Files = globals.Files,
        Name = globals.ProjectName,
        Directory = globals.Directory,
        Profiles = globals.Profiles,
        EnvironmentFiles = globals.EnvironmentFiles,
        Variables = variables,
        CurrentDirectory = Directory.GetCurrentDirectory(),
        Input = new StreamReader(Streams.Input, leaveOpen: true),
        Warn = Warn,
        Remotes = Remotes,
        Included = IncludedFiles.Add,
    });

    /// <summary>The project with the services that are asked for and what they need; empty: all.</summary>
    /// <exception cref="ComposeException">A file is missing or malformed, or the project is inconsistent.</exception>
    public async Task<Project> ProjectAsync(IReadOnlyList<string> services, CancellationToken cancellation)
    {
        // While the files are read the engine can say which version it speaks; who needs the answer hears of a fault.
        _ = Engine.Client.VersionAsync(cancellation);
        var project = Load(new LoadOptions { AllResources = AllResources }, services);
        return ApiSocket.IsWanted(project) ? ApiSocket.Apply(project, await Credentials.AllAsync(cancellation)) : project;
    }

    /// <summary>The project, or only its name when nothing but that was said.</summary>
    /// <exception cref="ComposeException">A file is missing or malformed, or the project is inconsistent.</exception>
    public Task<(Project? Project, string Name)> ProjectOrNameAsync(IReadOnlyList<string> services, CancellationToken cancellation)
    {
        if (globals is { Files.Count: 0, ProjectName.Length: > 0 })
            return Task.FromResult<(Project?, string)>((null, globals.ProjectName));
        try
        {
            var project = Load(new LoadOptions { AllResources = AllResources, ResolveEnvironment = false }, services);
            return Task.FromResult<(Project?, string)>((project, project.Name));
        }
        catch (GantryException) when (variables.GetValueOrDefault("COMPOSE_PROJECT_NAME", "").Length > 0)
        {
            return Task.FromResult<(Project?, string)>((null, variables["COMPOSE_PROJECT_NAME"]));
        }
    }

    /// <summary>The project's name, for which the files are read only when nothing else says it.</summary>
    /// <exception cref="ComposeException">A file is missing or malformed.</exception>
    public Task<string> ProjectNameAsync(CancellationToken cancellation)
    {
        if (globals.ProjectName.Length > 0)
            return Task.FromResult(globals.ProjectName);
        return Task.FromResult(variables.GetValueOrDefault("COMPOSE_PROJECT_NAME") is { Length: > 0 } name
            ? name
            : Load(new LoadOptions { ResolveEnvironment = false }, []).Name);
    }

    /// <summary>Whether the variable <paramref name="name"/> of the project or the process says yes.</summary>
    public bool Setting(string name) =>
        True.Contains((environment ?? variables).GetValueOrDefault(name, variables.GetValueOrDefault(name, "")).ToLowerInvariant());

    /// <summary>A variable of a command line, which without a value takes the project's or the process's.</summary>
    public string? Variable(string text) =>
        !text.Contains('=') && (environment ?? variables).TryGetValue(text, out var value) ? $"{text}={value}" : text;

    /// <summary>Whether containers of services the project no longer has are nobody's concern.</summary>
    public static bool IgnoresOrphans(Project project) => True.Contains(project.Environment.GetValueOrDefault("COMPOSE_IGNORE_ORPHANS", "").ToLowerInvariant());

    /// <summary>Loads the project, whose variables are settings from then on.</summary>
    public Project Load(LoadOptions options, IReadOnlyList<string> services)
    {
        var project = Loader.Load(options, services);
        environment = project.Environment;
        return project;
    }
}
