using System.CommandLine;
using System.Text.Json;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Containers;
using Gantry.Cli.Streams;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry exec</c>: run another program in a running container.</summary>
internal sealed class ExecCommand : Verb
{
    private readonly Option<bool> detach = Flag.Switch("-d, --detach", "Run it in the background");
    private readonly Option<string> detachKeys = Flag.Text("--detach-keys", "Keys that leave the program's terminal");
    private readonly Option<IReadOnlyList<string>> env = Flag.List("-e, --env", "Environment variable", EnvironmentSpecs.CheckVariable);
    private readonly Option<IReadOnlyList<string>> envFile = Flag.List("--env-file", "File of environment variables");
    private readonly Option<bool> interactive = Flag.Switch("-i, --interactive", "Keep standard input open");
    private readonly Option<bool> privileged = Flag.Switch("--privileged", "Give the program all privileges");
    private readonly Option<bool> tty = Flag.Switch("-t, --tty", "Give the program a terminal");
    private readonly Option<string> user = Flag.Text("-u, --user", "User and group (name|uid[:group|gid])");
    private readonly Option<string> workdir = Flag.Text("-w, --workdir", "Working directory");

    public ExecCommand()
        : base("exec", "[OPTIONS] CONTAINER COMMAND [ARG...]", "Run a program in a running container", Operands.AtLeast(2)) =>
        Accept(detach, detachKeys, env, envFile, interactive, privileged, tty, user, workdir);

    public override bool EndsAtFirstOperand => true;

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var engine = call.Engine;
        var keys = DetachKeys.Parse(call.Get(detachKeys));
        var request = Request(call);
        await engine.ContainerAsync(call.Operands[0], cancellation);
        if (!call.Get(detach))
            TerminalCheck.Require(call.Streams, request.AttachStdin, request.Tty);
        var created = await engine.PostAsync(
            $"/containers/{Query.Escape(call.Operands[0])}/exec", request, ClientJson.Default.CreateExec, ClientJson.Default.CreatedExec, cancellation);
        var start = new StartExec(call.Get(detach), request.Tty, request.ConsoleSize);
        var path = $"/exec/{created.Id}/start";
        if (call.Get(detach))
        {
            await engine.PostAsync(path, start, ClientJson.Default.StartExec, cancellation);
            return 0;
        }

        using var connection = await engine.HijackAsync(path, JsonSerializer.SerializeToUtf8Bytes(start, ClientJson.Default.StartExec), cancellation);
        using var size = request.Tty && call.Streams.OutputIsTerminal
            ? await WindowSizeProxy.StartAsync(call.Streams, (rows, columns) => engine.ResizeExecAsync(created.Id, rows, columns, CancellationToken.None))
            : null;
        var session = new AttachSession(call.Streams, connection) { SendsInput = request.AttachStdin, Terminal = request.Tty, DetachKeys = keys };
        if (await session.RunAsync() == SessionEnd.Detached)
            throw new CliException("read escape sequence");
        var ended = await engine.GetAsync($"/exec/{created.Id}/json", ClientJson.Default.ExecDetails, cancellation);
        return ended.ExitCode ?? 0;
    }

    private CreateExec Request(Call call) => new()
    {
        User = call.Get(user),
        Privileged = call.Get(privileged),
        Tty = call.Get(tty),
        ConsoleSize = call.Get(tty) && call.Streams.OutputIsTerminal ? [call.Streams.Size.Rows, call.Streams.Size.Columns] : null,
        AttachStdin = call.Get(interactive) && !call.Get(detach),
        AttachStderr = !call.Get(detach),
        AttachStdout = !call.Get(detach),
        DetachKeys = call.Get(detachKeys),
        Env = EnvironmentSpecs.Variables(call.Get(envFile), call.Get(env)),
        WorkingDir = call.Get(workdir),
        Cmd = [.. call.Operands.Skip(1)],
    };
}
