using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Networks;

/// <summary><c>gantry network disconnect</c>: take a container off a network.</summary>
internal sealed class NetworkDisconnectCommand : Verb
{
    private readonly Option<bool> force = Flag.Switch("-f, --force", "Do it even if the container is not there");

    public NetworkDisconnectCommand()
        : base("disconnect", "[OPTIONS] NETWORK CONTAINER", "Disconnect a container from a network", Operands.Exactly(2)) => Accept(force);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        await call.Engine.PostAsync(
            $"/networks/{Query.Escape(call.Operands[0])}/disconnect", new DisconnectContainer(call.Operands[1], call.Get(force)), ClientJson.Default.DisconnectContainer, cancellation);
        return 0;
    }
}
