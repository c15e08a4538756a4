using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Tables;

namespace Gantry.Cli.Commands;

/// <summary><c>gantry top</c>: the processes of a container.</summary>
internal sealed class TopCommand() : Verb("top", "CONTAINER [ps OPTIONS]", "Show the processes of a container", Operands.AtLeast(1))
{
    public override bool EndsAtFirstOperand => true;

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var path = $"/containers/{Query.Escape(call.Operands[0])}/top" + Query.Of(("ps_args", string.Join(' ', call.Operands.Skip(1))));
        var processes = await call.Engine.GetAsync(path, ClientJson.Default.ProcessTable, cancellation);
        var table = new ColumnWriter(minimum: 20);
        table.Add(string.Join('\t', processes.Titles ?? []));
        foreach (var process in processes.Processes ?? [])
            table.Add(string.Join('\t', process));
        await call.Out.WriteAsync(table.ToString());
        return 0;
    }
}
