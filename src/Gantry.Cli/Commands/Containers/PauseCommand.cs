using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry pause</c> and <c>gantry unpause</c>: freeze all processes of containers, and let them go on.</summary>
internal sealed class PauseCommand : Verb
{
    private readonly Func<EngineClient, string, CancellationToken, Task> act;

    private PauseCommand(string name, string about, Func<EngineClient, string, CancellationToken, Task> act)
        : base(name, "CONTAINER [CONTAINER...]", about, Operands.AtLeast(1)) => this.act = act;

    public static PauseCommand Pause() => new("pause", "Freeze all processes of containers", (engine, name, cancellation) => engine.PauseAsync(name, cancellation));

    public static PauseCommand Unpause() =>
        new("unpause", "Let the processes of paused containers go on", (engine, name, cancellation) => engine.UnpauseAsync(name, cancellation));

    public override Task<int> RunAsync(Call call, CancellationToken cancellation) =>
        EachOperand.PrintNamesAsync(call, name => act(call.Engine, name, cancellation));
}
