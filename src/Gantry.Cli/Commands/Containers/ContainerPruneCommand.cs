using Gantry.Cli.CommandLine;
using Gantry.Cli.Pruning;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry container prune</c>: remove all stopped containers.</summary>
internal sealed class ContainerPruneCommand() : PruneCommand(PruneTarget.Containers, "Remove all stopped containers", "until=<timestamp>")
{
    protected override string Warning(Call call) => "WARNING! This will remove all stopped containers.";
}
