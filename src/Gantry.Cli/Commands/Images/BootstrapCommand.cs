using System.CommandLine;
using System.Runtime.InteropServices;

using Gantry.Cli.Bootstrap;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Images;
using Gantry.Cli.Progress;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry image bootstrap</c>: a base image from Debian's archive.</summary>
internal sealed class BootstrapCommand : Verb
{
    private const int Interrupted = 130;
    private readonly Option<string> mirror = Flag.Text("--mirror", "Debian archive to use (default: the one apt here uses)");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Print the image's ID only");

    public BootstrapCommand()
        : base("bootstrap", "[OPTIONS] debian:SUITE|busybox", "Make a base image from Debian's archive, signatures verified", Operands.Exactly(1)) =>
        Accept(mirror, quiet);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var name = ImageName.Familiar(call.Operands[0]);
        var source = Source(call.Operands[0], call.Get(mirror) is { Length: > 0 } chosen ? chosen : null);
        if (Environment.UserName != "root")
            throw new CliException("making a base image needs root: device nodes and owners are part of it");
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Cancel(context, interruption));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Cancel(context, interruption));
        var image = new BaseImage(name, source);
        try
        {
            await call.Out.WriteLineAsync(await ShowAsync(call, source, report => image.MakeAsync(call.Engine, report, interruption.Token)));
            return 0;
        }
        catch (OperationCanceledException)
        {
            throw new CliException("interrupted; nothing was left behind", Interrupted);
        }
    }

    private async Task<string> ShowAsync(Call call, IRootSource source, Func<Action<Step>, Task<string>> work)
    {
        if (call.Get(quiet))
            return await work(_ => { });
        await call.Out.WriteLineAsync(source.Origin);
        await call.Out.FlushAsync(CancellationToken.None);
        return call.Streams.OutputIsTerminal ? await StepBars.ShowAsync(work) : await work(new PlainSteps(call.Out).Report);
    }

    private static IRootSource Source(string operand, string? mirror)
    {
        var (name, tag) = ImageName.Split(operand);
        return (name, tag) switch
        {
            ("debian", "") => throw new CliException("name the suite, for example debian:bookworm"),
            ("debian", "latest") => throw new CliException("name the suite, for example debian:bookworm"),
            ("debian", _) => new DebianRoot(tag, mirror),
            ("busybox", _) => new BusyboxRoot(),
            _ => throw new CliException($"cannot bootstrap \"{operand}\": debian:SUITE and busybox are known"),
        };
    }

    private static void Cancel(PosixSignalContext context, CancellationTokenSource interruption)
    {
        context.Cancel = true;
        interruption.Cancel();
    }
}
