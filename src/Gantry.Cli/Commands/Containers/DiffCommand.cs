using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry diff</c>: what a container changed of its image's files.</summary>
internal sealed class DiffCommand() : Verb("diff", "CONTAINER", "Show what changed in a container's file system", Operands.Exactly(1))
{
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        if (call.Operands[0].Length == 0)
            throw new CliException("Container name cannot be empty");
        var changes = await call.Engine.GetAsync($"/containers/{Query.Escape(call.Operands[0])}/changes", ClientJson.Default.ListChangedPath, cancellation);
        foreach (var change in changes)
            await call.Out.WriteLineAsync($"{change.Letter} {change.Path}");
        return 0;
    }
}
