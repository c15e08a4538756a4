using System.CommandLine;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Pruning;

/// <summary>The command <c>prune</c> of one kind of object: warn, ask, remove, tell.</summary>
internal abstract class PruneCommand : Verb
{
    private readonly PruneTarget target;
    private readonly Option<IReadOnlyList<string>> filter;
    private readonly Option<bool> force = Flag.Switch("-f, --force", "Do not ask first");

    /// <param name="target">What it removes.</param>
    /// <param name="about">What the help says.</param>
    /// <param name="example">A filter as an example.</param>
    protected PruneCommand(PruneTarget target, string about, string example)
        : base("prune", "[OPTIONS]", about, Operands.None)
    {
        this.target = target;
        filter = Flag.List("--filter", $"Only what fits (for example \"{example}\")", Filters.Check, "filter");
        Accept(filter, force);
    }

    /// <summary>What is about to be lost.</summary>
    protected abstract string Warning(Call call);

    /// <summary>The filters the engine gets.</summary>
    /// <exception cref="CliException">They contradict other flags.</exception>
    protected virtual IReadOnlyList<string> Sent(Call call, IReadOnlyList<string> filters) => filters;

    /// <summary>Whether the space is told; a network takes none.</summary>
    protected virtual bool TellsSpace => true;

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var filters = Sent(call, call.Get(filter));
        if (!call.Get(force) && !await Confirmation.AskAsync(call, Warning(call), cancellation))
            return 0;
        var pruned = await target.RunAsync(call.Engine, filters, [], cancellation);
        if (pruned.Text.Length > 0)
            await call.Out.WriteAsync($"{pruned.Text}\n");
        if (TellsSpace)
            await call.Out.WriteAsync(Pruned.Total(pruned.Space));
        return 0;
    }
}
