using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Compose;

/// <summary>One command of <c>gantry compose</c>.</summary>
internal abstract class ComposeVerb(string name, string synopsis, string about, Operands operands) : Verb(name, synopsis, about, operands)
{
    public ComposeCall? Globals { get; set; }

    public sealed override Task<int> RunAsync(Call call, CancellationToken cancellation) => RunAsync(new ComposeCall(call), cancellation);

    /// <summary>Performs the command and returns the exit code.</summary>
    protected abstract Task<int> RunAsync(ComposeCall call, CancellationToken cancellation);
}
