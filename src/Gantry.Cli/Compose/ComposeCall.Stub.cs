#pragma warning disable
using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Commands;
using Gantry.Cli.Compose.Progress;
using Gantry.Compose.Model;

namespace Gantry.Cli.Compose;

internal sealed partial class ComposeCall
{
    public static string[] GlobalArgs = [];

    public Task<Project> ProjectAsync(IReadOnlyList<string> services, CancellationToken cancellation) => Task.FromResult(Stub.Load(GlobalArgs, services));

    public Task<(Project?, string)> ProjectOrNameAsync(IReadOnlyList<string> services, CancellationToken cancellation)
    {
        if (GlobalArgs is ["-p", var name]) return Task.FromResult<(Project?, string)>((null, name));
        var p = Stub.Load(GlobalArgs, services);
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
