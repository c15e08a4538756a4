using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Pruning;

namespace Gantry.Cli.Commands.Volumes;

/// <summary><c>gantry volume prune</c>: remove volumes nobody uses.</summary>
internal sealed class VolumePruneCommand : PruneCommand
{
    private readonly Option<bool> all = Flag.Switch("-a, --all", "Remove all unused volumes, not only anonymous ones");

    public VolumePruneCommand()
        : base(PruneTarget.Volumes, "Remove unused local volumes", "label=<label>") => Accept(all);

    protected override string Warning(Call call) => call.Get(all)
        ? "WARNING! This will remove all local volumes not used by at least one container."
        : "WARNING! This will remove anonymous local volumes not used by at least one container.";

    protected override IReadOnlyList<string> Sent(Call call, IReadOnlyList<string> filters)
    {
        if (!call.Get(all))
            return filters;
        return filters.Any(filter => filter.StartsWith("all=", StringComparison.Ordinal))
            ? throw new CliException("conflicting options: cannot specify both --all and --filter all=1")
            : [.. filters, "all=true"];
    }
}
