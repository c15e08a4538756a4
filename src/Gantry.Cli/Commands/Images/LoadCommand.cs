using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Images;
using Gantry.Cli.Progress;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry load</c>: take over the images of an archive.</summary>
internal sealed class LoadCommand : Verb
{
    private readonly Option<string> input = Flag.Text("-i, --input", "File to read instead of standard input");
    private readonly Option<string> platform = Flag.Text("--platform", "Only this platform");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Say less");

    public LoadCommand()
        : base("load", "[OPTIONS]", "Load images from an archive", Operands.None) => Accept(input, platform, quiet);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var path = call.Get(input);
        if (path.Length == 0 && call.Streams.InputIsTerminal)
            throw new CliException("requested load from stdin, but stdin is empty");
        await using var archive = path.Length > 0 ? InputFile.Open(path) : null;
        var query = Query.Of(("quiet", call.Get(quiet) || !call.Streams.OutputIsTerminal ? "1" : "0"), ("platform", call.Get(platform)));
        await using var progress = await call.Engine.PostStreamAsync($"/images/load{query}", archive ?? call.Streams.Input, "application/x-tar", cancellation);
        await ProgressStream.ShowAsync(progress, call.Out, cancellation);
        return 0;
    }
}
