using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Output;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry export</c>: a container's file system as an archive.</summary>
internal sealed class ExportCommand : Verb
{
    private readonly Option<string> output = Flag.Text("-o, --output", "File to write instead of standard output");

    public ExportCommand()
        : base("export", "[OPTIONS] CONTAINER", "Write a container's file system to an archive", Operands.Exactly(1)) => Accept(output);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var file = new OutputFile(call.Get(output), "export container");
        file.Check(call);
        await using var archive = await call.Engine.GetStreamAsync($"/containers/{Query.Escape(call.Operands[0])}/export", cancellation);
        await file.WriteAsync(call, archive, cancellation);
        return 0;
    }
}
