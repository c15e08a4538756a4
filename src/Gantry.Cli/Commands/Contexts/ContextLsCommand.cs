using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Settings.Contexts;
using Gantry.Cli.Tables;

namespace Gantry.Cli.Commands.Contexts;

/// <summary><c>gantry context ls</c>: list contexts.</summary>
internal sealed class ContextLsCommand : Verb
{
    private readonly Option<string> format = Flag.Text("--format", "How to print: table, table TEMPLATE, json or a Go template");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Only the names");

    public ContextLsCommand()
        : base("ls", "[OPTIONS]", "List contexts", Operands.None) => Accept(format, quiet);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var current = call.Settings.ContextName;
        var contexts = call.Settings.Contexts.All().Append(DefaultContext.Make(described: true)).OrderBy(context => context.Name, NaturalOrder.Comparer);
        var rows = contexts.Select(context => ContextRow.Of(context, context.Host, "", context.Name == current)).ToList();
        if (current != ContextStore.Default && !call.Settings.Contexts.Has(current))
            rows.Add(ContextRow.Of(new EngineContext(current, [], ""), "", $"context \"{current}\": context not found", isCurrent: true));
        var template = call.Get(quiet) ? "{{.Name}}" : call.Get(format);
        await TableFormat.WriteAsync(call.Out, template, ContextRow.Columns, ContextRow.Headers, rows);
        if (current == ContextStore.Default && ContextChoice.OverridingVariable is { } variable)
        {
            await call.Out.FlushAsync(cancellation);
            await call.Error.WriteLineAsync(
                $"Warning: {variable} environment variable overrides the active context. To use a context, either set the global --context flag, or unset {variable} environment variable.");
        }

        return 0;
    }
}
