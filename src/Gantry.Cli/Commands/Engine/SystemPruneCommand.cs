using System.CommandLine;
using System.Text;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Pruning;

namespace Gantry.Cli.Commands.Engine;

/// <summary><c>gantry system prune</c>: remove all that nobody uses.</summary>
internal sealed class SystemPruneCommand : Verb
{
    private readonly Option<bool> all = Flag.Switch("-a, --all", "Remove all unused images, not only those without a name");
    private readonly Option<IReadOnlyList<string>> filter = Flag.List("--filter", "Only what fits (for example \"label=<key>=<value>\")", Filters.Check, "filter");
    private readonly Option<bool> force = Flag.Switch("-f, --force", "Do not ask first");
    private readonly Option<bool> volumes = Flag.Switch("--volumes", "Remove anonymous volumes too");

    public SystemPruneCommand()
        : base("prune", "[OPTIONS]", "Remove what is not used", Operands.None) => Accept(all, filter, force, volumes);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var filters = call.Get(filter);
        if (call.Get(volumes) && filters.Any(one => one.StartsWith("until=", StringComparison.Ordinal)))
            throw new CliException("ERROR: The \"until\" filter is not supported with \"--volumes\"");
        if (!call.Get(force) && !await Confirmation.AskAsync(call, Warning(call), cancellation))
            return 0;
        double space = 0;
        foreach (var (target, own, extra) in Targets(call, filters))
        {
            var pruned = await target.RunAsync(call.Engine, own, extra, cancellation);
            space += pruned.Space;
            if (pruned.Text.Length > 0)
                await call.Out.WriteAsync($"{pruned.Text}\n");
            await call.Out.FlushAsync(cancellation);
        }

        await call.Out.WriteAsync(Pruned.Total(space));
        return 0;
    }

    private IEnumerable<(PruneTarget Target, IReadOnlyList<string> Filters, (string Name, string Value)[] Extra)> Targets(Call call, IReadOnlyList<string> filters)
    {
        yield return (PruneTarget.Containers, filters, []);
        yield return (PruneTarget.Networks, filters, []);
        if (call.Get(volumes))
            yield return (PruneTarget.Volumes, filters, []);
        yield return (PruneTarget.Images, [.. filters, $"dangling={(call.Get(all) ? "false" : "true")}"], []);
        yield return (PruneTarget.BuildCache, filters, call.Get(all) ? [("all", "1")] : []);
    }

    private string Warning(Call call)
    {
        var text = new StringBuilder("WARNING! This will remove:\n  - all stopped containers\n  - all networks not used by at least one container\n");
        if (call.Get(volumes))
            text.Append("  - all anonymous volumes not used by at least one container\n");
        text.Append(call.Get(all)
            ? "  - all images without at least one container associated to them\n  - all build cache\n"
            : "  - all dangling images\n  - unused build cache\n");
        // Only what all kinds know is told of.
        if (call.Get(filter).Where(one => one.Split('=')[0].TrimEnd('!') is "label" or "until").ToList() is { Count: > 0 } filters)
            text.Append("\n  Items to be pruned will be filtered with:\n").Append(string.Concat(filters.Order(StringComparer.Ordinal).Select(one => $"  - {one}\n")));
        return text.ToString();
    }
}
