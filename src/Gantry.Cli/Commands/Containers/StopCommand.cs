using System.CommandLine;
using System.Globalization;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry stop</c> and <c>gantry restart</c>: ask the main process to end, then insist.</summary>
internal sealed class StopCommand : Verb
{
    private readonly Option<string> signal = Flag.Text("-s, --signal", "Signal to send");
    private readonly Option<long> timeout = Flag.Number("-t, --timeout", "Seconds to wait before killing");
    private readonly Option<long> time = Flag.Hidden(Flag.Number("--time", "Older name of --timeout"));

    private StopCommand(string name, string about)
        : base(name, "[OPTIONS] CONTAINER [CONTAINER...]", about, Operands.AtLeast(1)) => Accept(signal, timeout, time);

    public static StopCommand Stop() => new("stop", "Stop running containers");

    public static StopCommand Restart() => new("restart", "Stop containers and start them again");

    public override Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        if (call.Given(time))
            call.Out.WriteLine("Flag --time has been deprecated, use --timeout instead");
        if (call.Given(time) && call.Given(timeout))
            throw new CliException("conflicting options: cannot specify both --timeout and --time");
        var given = call.Given(time) ? time : call.Given(timeout) ? timeout : null;
        var seconds = given is null ? "" : call.Get(given).ToString(CultureInfo.InvariantCulture);
        var query = Query.Of(("signal", call.Get(signal)), ("t", seconds));
        return EachOperand.PrintNamesAsync(call, name => call.Engine.PostAsync($"/containers/{Query.Escape(name)}/{Name}{query}", cancellation));
    }
}
