using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Streams;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry start</c>: start stopped containers, one of them with its streams if wanted.</summary>
internal sealed class StartCommand : Verb
{
    private readonly Option<bool> attach = Flag.Switch("-a, --attach", "Join output and error and pass signals on");
    private readonly Option<string> detachKeys = Flag.Text("--detach-keys", "Keys that leave the container's terminal");
    private readonly Option<bool> interactive = Flag.Switch("-i, --interactive", "Join standard input too");

    public StartCommand()
        : base("start", "[OPTIONS] CONTAINER [CONTAINER...]", "Start stopped containers", Operands.AtLeast(1)) => Accept(attach, detachKeys, interactive);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        if (call.Get(attach) || call.Get(interactive))
        {
            return call.Operands.Count == 1
                ? await RunAttachedAsync(call, cancellation)
                : throw new CliException("you cannot start and attach multiple containers at once");
        }

        var failed = new List<string>();
        foreach (var name in call.Operands)
        {
            try
            {
                await call.Engine.StartAsync(name, cancellation);
                await call.Out.WriteLineAsync(name);
            }
            catch (EngineException fault)
            {
                await call.Out.FlushAsync(cancellation);
                await call.Error.WriteLineAsync(fault.Message);
                failed.Add(name);
            }
        }

        return failed.Count == 0 ? 0 : throw new CliException($"Error: failed to start containers: {string.Join(", ", failed)}");
    }

    private async Task<int> RunAttachedAsync(Call call, CancellationToken cancellation)
    {
        var engine = call.Engine;
        var keys = DetachKeys.Parse(call.Get(detachKeys));
        var container = await engine.ContainerAsync(call.Operands[0], cancellation);
        var (id, tty) = (container.Id, container.Config.Tty);
        using var signals = tty ? null : SignalProxy.Start(engine, id);
        var input = call.Get(interactive) && container.Config.OpenStdin;
        using var connection = await engine.AttachAsync(id, input, true, true, cancellation);
        var session = new AttachSession(call.Streams, connection) { SendsInput = input, Terminal = tty, DetachKeys = keys }.RunAsync();
        var waiting = await engine.WaitAsync(id, container.HostConfig?.AutoRemove == true ? "removed" : "next-exit", cancellation);
        await engine.StartAsync(id, cancellation);
        using var size = tty && call.Streams.OutputIsTerminal
            ? await WindowSizeProxy.StartAsync(call.Streams, (rows, columns) => engine.ResizeAsync(id, rows, columns, CancellationToken.None))
            : null;
        return await session == SessionEnd.Detached ? 0 : (await waiting).StatusCode;
    }
}
