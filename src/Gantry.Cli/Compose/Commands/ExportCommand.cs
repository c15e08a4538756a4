using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Engine;
using Gantry.Compose.Execute;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose export</c>: the file system of a service's container as an archive.</summary>
internal sealed class ExportCommand : ComposeVerb
{
    private readonly Option<long> index = Flag.Number("--index", "index of the container if service has multiple replicas.");
    private readonly Option<string> output = Flag.Text("-o, --output", "Write to a file, instead of STDOUT");

    public ExportCommand()
        : base("export", "[OPTIONS] SERVICE", "Export a service container's filesystem as a tar archive", Operands.AtLeast(1)) => Accept(index, output);

    public override string? Miscount(int count) => TooFew(count);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        var container = await ServiceContainer.FindAsync(call, call.Operands[0], call.Get(index), cancellation);
        var path = call.Get(output);
        if (path.Length == 0 && call.Streams.OutputIsTerminal)
            throw new CliException("output option is required when exporting to terminal");
        if (path.Length > 0 && Path.GetDirectoryName(path) is { Length: > 0 } directory && !Directory.Exists(directory))
            throw new CliException($"failed to export container: invalid output path: directory \"{directory}\" does not exist");
        var name = ComposeEngine.NameOf(container);
        using var view = call.OpenProgress("Running");
        Tell(ProgressStatus.Working, "Exporting");
        if (call.DryRun is not null)
        {
            Tell(ProgressStatus.Done, "Exported");
            return 0;
        }

        await using var archive = await call.Engine.Client.GetStreamAsync($"/containers/{container.Id}/export", cancellation);
        await using var target = path.Length > 0 ? OpenFile(path) : call.Streams.Output;
        await archive.CopyToAsync(target, cancellation);
        return 0;

        void Tell(ProgressStatus status, string text) => view.Report(new ProgressEvent(name, status, text) { Text = $"export {name} to {path}" });
    }

    /// <summary>A container's files are for whoever exports them, and nobody else.</summary>
    private static FileStream OpenFile(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Create,
        Access = FileAccess.Write,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });
}
