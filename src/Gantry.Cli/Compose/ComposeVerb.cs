using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Globals;

namespace Gantry.Cli.Compose;

/// <summary>One command of <c>gantry compose</c>.</summary>
internal abstract class ComposeVerb : Verb
{
    private readonly Option<bool> dryRun = Flag.Switch("--dry-run", "Execute command in dry run mode");

    protected ComposeVerb(string name, string synopsis, string about, Operands operands)
        : base(name, synopsis, about, operands) => Accept(dryRun);

    /// <summary>What was said before the command's name.</summary>
    public ComposeGlobals Globals { get; set; } = new();

    public override int UsageCode => 1;

    public override bool ShowsUsageOfFaults => false;

    public sealed override Task<int> RunAsync(Call call, CancellationToken cancellation) =>
        RunAsync(new ComposeCall(call, Globals with { DryRun = Globals.DryRun || call.Get(dryRun) }), cancellation);

    /// <summary>Performs the command and returns the exit code.</summary>
    protected abstract Task<int> RunAsync(ComposeCall call, CancellationToken cancellation);

    /// <summary>The text of too few operands with the commands of Docker's Compose that show no usage line.</summary>
    protected string TooFew(int count) => $"requires at least {Operands.Minimum} arg(s), only received {count}";
}
