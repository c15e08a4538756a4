using Gantry.Cli.CommandLine;
using Gantry.Cli.Pruning;

namespace Gantry.Cli.Commands.Networks;

/// <summary><c>gantry network prune</c>: remove networks nobody uses.</summary>
internal sealed class NetworkPruneCommand() : PruneCommand(PruneTarget.Networks, "Remove all unused networks", "until=<timestamp>")
{
    protected override bool TellsSpace => false;

    protected override string Warning(Call call) => "WARNING! This will remove all custom networks not used by at least one container.";
}
