using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Streams;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry attach</c>: join a running container's streams.</summary>
internal sealed class AttachCommand : Verb
{
    private readonly Option<string> detachKeys = Flag.Text("--detach-keys", "Keys that leave the container's terminal");
    private readonly Option<bool> noStdin = Flag.Switch("--no-stdin", "Do not send standard input");
    private readonly Option<bool> sigProxy = Flag.Switch("--sig-proxy", "Pass signals on to the container", on: true);

    public AttachCommand()
        : base("attach", "[OPTIONS] CONTAINER", "Join the streams of a running container", Operands.Exactly(1)) => Accept(detachKeys, noStdin, sigProxy);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var engine = call.Engine;
        var keys = DetachKeys.Parse(call.Get(detachKeys));
        var container = await engine.ContainerAsync(call.Operands[0], cancellation);
        if (Refusal(container.State) is { } refusal)
            throw new CliException(refusal);
        var input = !call.Get(noStdin) && container.Config.OpenStdin;
        TerminalCheck.Require(call.Streams, input, container.Config.Tty);
        using var signals = call.Get(sigProxy) && !container.Config.Tty ? SignalProxy.Start(engine, container.Id) : null;
        var waiting = await engine.WaitAsync(container.Id, "", cancellation);
        using var connection = await engine.AttachAsync(container.Id, input, true, true, cancellation);
        var resizes = container.Config.Tty && call.Streams.OutputIsTerminal;
        if (resizes)
            await RedrawAsync(call, container.Id, cancellation);
        using var size = resizes
            ? await WindowSizeProxy.StartAsync(call.Streams, (rows, columns) => engine.ResizeAsync(container.Id, rows, columns, CancellationToken.None))
            : null;
        var session = new AttachSession(call.Streams, connection) { SendsInput = input, Terminal = container.Config.Tty, DetachKeys = keys };
        if (await session.RunAsync() == SessionEnd.Detached)
            return 0;
        var waited = await waiting;
        return waited.Error?.Message is { Length: > 0 } fault ? throw new CliException(fault) : waited.StatusCode;
    }

    /// <summary>A program redraws its screen when the size changes, so it is changed and set right again.</summary>
    private static async Task RedrawAsync(Call call, string id, CancellationToken cancellation)
    {
        var (rows, columns) = call.Streams.Size;
        await call.Engine.ResizeAsync(id, rows + 1, columns + 1, cancellation);
    }

    private static string? Refusal(ContainerState state) =>
        !state.Running ? "You cannot attach to a stopped container, start it first"
        : state.Paused ? "You cannot attach to a paused container, unpause it first"
        : state.Restarting ? "You cannot attach to a restarting container, wait until it is running"
        : null;
}
