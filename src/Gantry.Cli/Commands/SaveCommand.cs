using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands;

/// <summary><c>gantry save</c>: write images to an archive.</summary>
internal sealed class SaveCommand : Verb
{
    private readonly Option<string> output = Flag.Text("-o, --output", "File to write instead of standard output");
    private readonly Option<string> platform = Flag.Text("--platform", "Only this platform");

    public SaveCommand()
        : base("save", "[OPTIONS] IMAGE [IMAGE...]", "Save images to an archive", Operands.AtLeast(1)) => Accept(output, platform);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var path = call.Get(output);
        if (path.Length == 0 && call.Streams.OutputIsTerminal)
            throw new CliException("cowardly refusing to save to a terminal. Use the -o flag or redirect");
        if (path.Length > 0 && System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) is { } directory && !Directory.Exists(directory))
            throw new CliException($"failed to save image: invalid output path: stat {directory}: no such file or directory");
        var query = Query.Of([.. call.Operands.Select(name => ("names", name)), ("platform", call.Get(platform))]);
        await using var archive = await call.Engine.GetStreamAsync($"/images/get{query}", cancellation);
        if (path.Length == 0)
            await archive.CopyToAsync(call.Streams.Output, 128 * 1024, cancellation);
        else
            await WriteAsync(archive, path, cancellation);
        return 0;
    }

    /// <summary>The file appears under its name when it is complete; a failure leaves what was there before.</summary>
    private static async Task WriteAsync(Stream archive, string path, CancellationToken cancellation)
    {
        if (File.Exists(path) && (File.GetAttributes(path) & FileAttributes.Device) != 0)
        {
            await using var device = File.OpenWrite(path);
            await archive.CopyToAsync(device, cancellation);
            return;
        }

        var partial = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            await using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0))
                await archive.CopyToAsync(file, 128 * 1024, cancellation);
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
