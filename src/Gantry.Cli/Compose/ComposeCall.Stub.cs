#pragma warning disable
using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Commands;
using Gantry.Cli.Compose.Progress;
using Gantry.Compose.Model;

namespace Gantry.Cli.Compose;

internal sealed partial class ComposeCall
{
    public static string[] GlobalArgs = [];

    private Gantry.Compose.Loading.ProjectSource Source()
    {
        string? name = null; var profiles = new List<string>(); var files = new List<string>();
        for (var i = 0; i + 1 < GlobalArgs.Length; i += 2)
        {
            if (GlobalArgs[i] == "-p") name = GlobalArgs[i + 1];
            if (GlobalArgs[i] == "-f") files.Add(GlobalArgs[i + 1]);
            if (GlobalArgs[i] == "--profile") profiles.Add(GlobalArgs[i + 1]);
        }

        return new() { Name = name, Files = files, Profiles = profiles, Warn = Warn, Variables = System.Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(x => (string)x.Key, x => (string)x.Value!) };
    }

    public Task<Project> ProjectAsync(IReadOnlyList<string> services, CancellationToken cancellation) =>
        Task.FromResult(new Gantry.Compose.Loading.ProjectLoader(Source()).Load(new(), services));

    public Task<(Project?, string)> ProjectOrNameAsync(IReadOnlyList<string> services, CancellationToken cancellation)
    {
        var source = Source();
        if (source.Name is { } name && source.Files.Count == 0) return Task.FromResult<(Project?, string)>((null, name));
        var p = new Gantry.Compose.Loading.ProjectLoader(source).Load(new() { ResolveEnvironment = false }, services);
        return Task.FromResult<(Project?, string)>((p, p.Name));
    }

    public async Task<string> ProjectNameAsync(CancellationToken c) => (await ProjectOrNameAsync([], c)).Item2;

    public string? Variable(string t) => t;

    public bool AllResources => false;

    public string Separator => "-";

    public bool Colours => false;

    public bool MayColour => true;

    public ProgressMode Mode { get; set; } = ProgressMode.Auto;

    public bool Setting(string name) => false;

    public bool IgnoresOrphans(Project project) => false;

    public void Warn(string s) => Error.WriteLine($"time=\"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ssZ}\" level=warning msg=\"{s}\"");
}
