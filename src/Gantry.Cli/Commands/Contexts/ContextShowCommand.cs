using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Contexts;

/// <summary><c>gantry context show</c>: the name of the context in use.</summary>
internal sealed class ContextShowCommand() : Verb("show", "", "Print the name of the context in use", Operands.None)
{
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        await call.Out.WriteLineAsync(call.Settings.ContextName);
        return 0;
    }
}
