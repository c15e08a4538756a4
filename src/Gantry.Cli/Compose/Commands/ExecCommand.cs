using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Streams;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose exec</c>: run another program in a service's container.</summary>
internal sealed class ExecCommand : ComposeVerb
{
    private readonly Option<bool> detach = Flag.Switch("-d, --detach", "Detached mode: Run command in the background");
    private readonly Option<IReadOnlyList<string>> env = Flag.List("-e, --env", "Set environment variables", word: "stringArray");
    private readonly Option<long> index = Flag.Number("--index", "Index of the container if service has multiple replicas");
    private readonly Option<bool> interactive = Flag.Hidden(Flag.Switch("-i, --interactive", "Keep STDIN open even if not attached", on: true));
    private readonly Option<bool> noTty = Flag.Switch("-T, --no-tty", "Disable pseudo-TTY allocation. By default 'docker compose exec' allocates a TTY.").Also("--no-TTY");
    private readonly Option<bool> privileged = Flag.Switch("--privileged", "Give extended privileges to the process");
    private readonly Option<bool> tty = Flag.Hidden(Flag.Switch("-t, --tty", "Allocate a pseudo-TTY", on: true));
    private readonly Option<string> user = Flag.Text("-u, --user", "Run the command as this user");
    private readonly Option<string> workdir = Flag.Text("-w, --workdir", "Path to workdir directory for this command");

    public ExecCommand()
        : base("exec", "[OPTIONS] SERVICE COMMAND [ARGS...]", "Execute a command in a running container", Operands.AtLeast(2)) =>
        Accept(detach, env, index, interactive, noTty, privileged, tty, user, workdir);

    public override bool EndsAtFirstOperand => true;

    public override string? Miscount(int count) => TooFew(count);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        var container = await ServiceContainer.FindAsync(call, call.Operands[0], call.Get(index), cancellation);
        var terminal = call.Given(noTty) ? !call.Get(noTty) : call.Streams.OutputIsTerminal;
        var request = new CreateExec
        {
            User = call.Get(user),
            Privileged = call.Get(privileged),
            Tty = terminal,
            ConsoleSize = terminal && call.Streams.OutputIsTerminal ? [call.Streams.Size.Rows, call.Streams.Size.Columns] : null,
            AttachStdin = call.Get(interactive) && !call.Get(detach),
            AttachStderr = !call.Get(detach),
            AttachStdout = !call.Get(detach),
            Env = call.Get(env).Count > 0 ? [.. call.Get(env).Select(call.Variable).OfType<string>()] : null,
            WorkingDir = call.Get(workdir),
            Cmd = [.. call.Operands.Skip(1)],
        };
        if (call.DryRun is not null)
            return await PretendAsync(call, container.Id);
        if (!call.Get(detach))
            TerminalCheck.Require(call.Streams, request.AttachStdin, terminal);
        var client = call.Engine.Client;
        var created = await client.PostAsync($"/containers/{container.Id}/exec", request, ClientJson.Default.CreateExec, ClientJson.Default.CreatedExec, cancellation);
        var start = new StartExec(call.Get(detach), terminal, request.ConsoleSize);
        if (call.Get(detach))
        {
            await client.PostAsync($"/exec/{created.Id}/start", start, ClientJson.Default.StartExec, cancellation);
            return 0;
        }

        using var connection = await client.HijackAsync($"/exec/{created.Id}/start", JsonSerializer.SerializeToUtf8Bytes(start, ClientJson.Default.StartExec), cancellation);
        using var size = terminal && call.Streams.OutputIsTerminal
            ? await WindowSizeProxy.StartAsync(call.Streams, (rows, columns) => client.ResizeExecAsync(created.Id, rows, columns, CancellationToken.None))
            : null;
        var session = new AttachSession(call.Streams, connection) { SendsInput = request.AttachStdin, Terminal = terminal };
        if (await session.RunAsync() == SessionEnd.Detached)
            throw new CliException("read escape sequence");
        return (await client.GetAsync($"/exec/{created.Id}/json", ClientJson.Default.ExecDetails, cancellation)).ExitCode ?? 0;
    }

    private async Task<int> PretendAsync(ComposeCall call, string id)
    {
        if (!call.Get(detach))
            throw new CliException("interactive exec is not supported in dry-run mode");
        var words = string.Join(' ', call.Operands.Skip(1).Select(word => $"\"{JsonEncodedText.Encode(word, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""));
        await call.Out.WriteLineAsync($" DRY-RUN MODE - Executing command [{words}] in {id} (detached mode)");
        return 0;
    }
}
