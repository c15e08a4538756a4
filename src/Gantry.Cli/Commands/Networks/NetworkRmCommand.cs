using System.CommandLine;
using System.Net;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Networks;

/// <summary><c>gantry network rm</c>: remove networks. Each failure is told at once; the last word is the exit code.</summary>
internal sealed class NetworkRmCommand : Verb
{
    private readonly Option<bool> force = Flag.Switch("-f, --force", "A network that is not there is no failure");

    public NetworkRmCommand()
        : base("rm", "NETWORK [NETWORK...]", "Remove networks", Operands.AtLeast(1)) => Accept(force);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var failed = false;
        foreach (var name in call.Operands)
        {
            try
            {
                await call.Engine.RemoveNetworkAsync(name, cancellation);
                await call.Out.WriteLineAsync(name);
                await call.Out.FlushAsync(cancellation);
            }
            catch (EngineException fault) when (call.Get(force) && fault.Status == HttpStatusCode.NotFound)
            {
                // As wanted, it is not there.
            }
            catch (EngineException fault)
            {
                await call.Error.WriteLineAsync(fault.Message);
                failed = true;
            }
        }

        return failed ? throw new CliException("exit status 1", 1) : 0;
    }
}
