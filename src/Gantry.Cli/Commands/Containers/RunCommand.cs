using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Containers;
using Gantry.Cli.Streams;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry run</c>: create, attach, start, wait.</summary>
internal sealed class RunCommand : Verb
{
    private readonly ContainerFlags flags = new();
    private readonly Option<bool> detach = Flag.Switch("-d, --detach", "Run in the background and print the container's ID");
    private readonly Option<string> detachKeys = Flag.Text("--detach-keys", "Keys that leave the container's terminal");
    private readonly Option<bool> sigProxy = Flag.Switch("--sig-proxy", "Pass signals on to the container", on: true);

    public RunCommand()
        : base("run", "[OPTIONS] IMAGE [COMMAND] [ARG...]", "Create a container from an image and run it", Operands.AtLeast(1)) =>
        Accept([.. flags.All, detach, detachKeys, sigProxy]);

    public override bool EndsAtFirstOperand => true;

    public override int FailureCode => 125;

    public override bool ReportsWithHelp => true;

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        ContainerCreation.Check(call, flags);
        var body = ContainerRequest.Build(call, flags);
        var keys = DetachKeys.Parse(call.Get(detachKeys));
        if (call.Get(detach))
        {
            if (call.Get(flags.Attach).Count > 0)
                throw new CliException("conflicting options: cannot specify both --attach and --detach", 1) { Verbatim = true };
            body = body with { AttachStdin = false, AttachStdout = false, AttachStderr = false, StdinOnce = false };
        }
        else
        {
            TerminalCheck.Require(call.Streams, body.AttachStdin, body.Tty);
        }

        if (body.Tty)
            body = body with { HostConfig = body.HostConfig with { ConsoleSize = [call.Streams.Size.Rows, call.Streams.Size.Columns] } };
        return call.Get(detach)
            ? await RunDetachedAsync(call, body, cancellation)
            : await RunAttachedAsync(call, body, keys, cancellation);
    }

    private async Task<int> RunDetachedAsync(Call call, CreateContainer body, CancellationToken cancellation)
    {
        var id = await ContainerCreation.CreateAsync(call, flags, body, cancellation);
        await StartAsync(call, id, cancellation);
        await call.Out.WriteLineAsync(id);
        return 0;
    }

    private async Task<int> RunAttachedAsync(Call call, CreateContainer body, byte[] keys, CancellationToken cancellation)
    {
        var engine = call.Engine;
        var id = await ContainerCreation.CreateAsync(call, flags, body, cancellation);
        using var signals = call.Get(sigProxy) && !body.Tty ? SignalProxy.Start(engine, id) : null;
        var attached = body.AttachStdin || body.AttachStdout || body.AttachStderr;
        using var connection = attached ? await engine.AttachAsync(id, body.AttachStdin, body.AttachStdout, body.AttachStderr, cancellation) : null;
        var session = connection is null ? null : new AttachSession(call.Streams, connection)
        {
            SendsInput = body.AttachStdin,
            Terminal = body.Tty,
            DetachKeys = keys,
        }.RunAsync();
        var waiting = await engine.WaitAsync(id, body.HostConfig.AutoRemove ? "removed" : "next-exit", cancellation);
        await StartAsync(call, id, cancellation);
        using var size = body.Tty && call.Streams.OutputIsTerminal
            ? await WindowSizeProxy.StartAsync(call.Streams, (rows, columns) => engine.ResizeAsync(id, rows, columns, CancellationToken.None))
            : null;
        if (session is not null && await session == SessionEnd.Detached)
            return 0;
        var waited = await waiting;
        return waited.Error?.Message is { Length: > 0 } fault ? throw new CliException(fault) : waited.StatusCode;
    }

    private static async Task StartAsync(Call call, string id, CancellationToken cancellation)
    {
        try
        {
            await call.Engine.StartAsync(id, cancellation);
        }
        catch (EngineException fault)
        {
            throw new CliException(fault.Message, StartFailure.ExitCode(fault.Reason));
        }
    }
}
