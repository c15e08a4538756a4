using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Globals;

namespace Gantry.Cli.Compose;

/// <summary>One command of <c>gantry compose</c>.</summary>
internal abstract class ComposeVerb(string name, string synopsis, string about, Operands operands) : Verb(name, synopsis, about, operands)
{
    /// <summary>What was said before the command's name.</summary>
    public ComposeGlobals Globals { get; set; } = new();

    public override int UsageCode => 1;

    public override bool ShowsUsageOfFaults => false;

    public sealed override Task<int> RunAsync(Call call, CancellationToken cancellation) => RunAsync(new ComposeCall(call, Globals), cancellation);

    /// <summary>Performs the command and returns the exit code.</summary>
    protected abstract Task<int> RunAsync(ComposeCall call, CancellationToken cancellation);
}
