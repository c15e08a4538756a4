using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Streams;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose attach</c>: join the streams of a service's container.</summary>
internal sealed class AttachCommand : ComposeVerb
{
    private readonly Option<string> detachKeys = Flag.Text("--detach-keys", "Override the key sequence for detaching from a container.");
    private readonly Option<long> index = Flag.Number("--index", "index of the container if service has multiple replicas.");
    private readonly Option<bool> noStdin = Flag.Switch("--no-stdin", "Do not attach STDIN");
    private readonly Option<bool> sigProxy = Flag.Switch("--sig-proxy", "Proxy all received signals to the process", on: true);

    public AttachCommand()
        : base("attach", "[OPTIONS] SERVICE", "Attach local standard input, output, and error streams to a service's running container", Operands.Exactly(1)) =>
        Accept(detachKeys, index, noStdin, sigProxy);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        var keys = DetachKeys.Parse(call.Get(detachKeys));
        var found = await ServiceContainer.FindAsync(call, call.Operands[0], call.Get(index), cancellation);
        if (call.DryRun is not null)
            throw new CliException("interactive run is not supported in dry-run mode");
        var client = call.Engine.Client;
        var container = await client.ContainerAsync(found.Id, cancellation);
        var input = !call.Get(noStdin) && container.Config.OpenStdin;
        using var signals = call.Get(sigProxy) && !container.Config.Tty ? SignalProxy.Start(client, container.Id) : null;
        var waiting = await client.WaitAsync(container.Id, "not-running", cancellation);
        using var connection = await client.AttachAsync(container.Id, input, stdout: true, stderr: true, cancellation);
        using var size = container.Config.Tty && call.Streams.OutputIsTerminal
            ? await WindowSizeProxy.StartAsync(call.Streams, (rows, columns) => client.ResizeAsync(container.Id, rows, columns, CancellationToken.None))
            : null;
        var session = new AttachSession(call.Streams, connection) { SendsInput = input, Terminal = container.Config.Tty, DetachKeys = keys };
        return await session.RunAsync() == SessionEnd.Detached ? throw new CliException("read escape sequence") : (await waiting).StatusCode;
    }
}
