using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Output;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry save</c>: write images to an archive.</summary>
internal sealed class SaveCommand : Verb
{
    private readonly Option<string> output = Flag.Text("-o, --output", "File to write instead of standard output");
    private readonly Option<string> platform = Flag.Text("--platform", "Only this platform");

    public SaveCommand()
        : base("save", "[OPTIONS] IMAGE [IMAGE...]", "Save images to an archive", Operands.AtLeast(1)) => Accept(output, platform);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var file = new OutputFile(call.Get(output), "save image");
        file.Check(call);
        var query = Query.Of([.. call.Operands.Select(name => ("names", name)), ("platform", call.Get(platform))]);
        await using var archive = await call.Engine.GetStreamAsync($"/images/get{query}", cancellation);
        await file.WriteAsync(call, archive, cancellation);
        return 0;
    }
}
