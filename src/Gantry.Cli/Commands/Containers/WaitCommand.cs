using System.Globalization;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry wait</c>: print exit codes as containers end.</summary>
internal sealed class WaitCommand() : Verb("wait", "CONTAINER [CONTAINER...]", "Wait until containers stop and print their exit codes", Operands.AtLeast(1))
{
    public override Task<int> RunAsync(Call call, CancellationToken cancellation) => EachOperand.RunAsync(call, async name =>
    {
        var waited = await await call.Engine.WaitAsync(name, "", cancellation);
        return waited.Error?.Message is { Length: > 0 } fault ? throw new CliException(fault) : waited.StatusCode.ToString(CultureInfo.InvariantCulture);
    });
}
