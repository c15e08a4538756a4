using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Pruning;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry image prune</c>: remove images nobody uses.</summary>
internal sealed class ImagePruneCommand : PruneCommand
{
    private readonly Option<bool> all = Flag.Switch("-a, --all", "Remove all unused images, not only those without a name");

    public ImagePruneCommand()
        : base(PruneTarget.Images, "Remove unused images", "until=<timestamp>") => Accept(all);

    protected override string Warning(Call call) => call.Get(all)
        ? "WARNING! This will remove all images without at least one container associated to them."
        : "WARNING! This will remove all dangling images.";

    protected override IReadOnlyList<string> Sent(Call call, IReadOnlyList<string> filters) => [.. filters, $"dangling={(call.Get(all) ? "false" : "true")}"];
}
