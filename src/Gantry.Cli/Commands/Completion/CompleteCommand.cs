using Gantry.Cli.CommandLine;
using Gantry.Cli.Completion;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Commands.Completion;

/// <summary><c>gantry __complete</c>: the words that may come next, one a line with what it is about behind a tab. For the shells' scripts.</summary>
internal sealed class CompleteCommand() : Verb("__complete", "[WORD...]", "Print the words that may come next", Operands.Any)
{
    public override bool TakesAllAsOperands => true;

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        try
        {
            foreach (var candidate in await new Completer(new NameSource(call.Engine, call.Settings)).RunAsync(call.Operands, cancellation))
                await call.Out.WriteLineAsync(candidate.About.Length > 0 ? $"{candidate.Word}\t{candidate.About.Replace('\n', ' ')}" : candidate.Word);
        }
        catch (Exception fault) when (fault is GantryException or CliException or Client.EngineUnreachableException or HttpRequestException)
        {
            // Without an engine there are no names to offer, and a shell in the middle of a line is no place to say so.
        }

        return 0;
    }
}
