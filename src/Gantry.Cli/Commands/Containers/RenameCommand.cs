using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry rename</c>: give a container another name.</summary>
internal sealed class RenameCommand() : Verb("rename", "CONTAINER NEW_NAME", "Rename a container", Operands.Exactly(2))
{
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var (from, to) = (call.Operands[0].Trim(), call.Operands[1].Trim());
        if (from.Length == 0 || to.Length == 0)
            throw new CliException("Error: Neither old nor new names may be empty");
        try
        {
            await call.Engine.PostAsync($"/containers/{Query.Escape(from)}/rename{Query.Of(("name", to))}", cancellation);
            return 0;
        }
        catch (EngineException fault)
        {
            throw new CliException($"{fault.Message}\nError: failed to rename container named {from}");
        }
    }
}
