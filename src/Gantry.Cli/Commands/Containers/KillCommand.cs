using System.CommandLine;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry kill</c>: send a signal to the main process.</summary>
internal sealed class KillCommand : Verb
{
    private readonly Option<string> signal = Flag.Text("-s, --signal", "Signal to send");

    public KillCommand()
        : base("kill", "[OPTIONS] CONTAINER [CONTAINER...]", "Send a signal to running containers", Operands.AtLeast(1)) => Accept(signal);

    public override Task<int> RunAsync(Call call, CancellationToken cancellation) =>
        EachOperand.PrintNamesAsync(call, name => call.Engine.KillAsync(name, call.Get(signal), cancellation));
}
