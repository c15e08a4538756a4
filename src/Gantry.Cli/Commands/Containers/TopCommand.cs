using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Streams;
using Gantry.Cli.Tables;
using Gantry.Cli.Usage.Live;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry top</c>: the processes of a container; on a terminal and without a container, what all of them use.</summary>
internal sealed class TopCommand() : Verb("top", "CONTAINER [ps OPTIONS]", "Show the processes of a container", Operands.AtLeast(1))
{
    public override bool EndsAtFirstOperand => true;

    public override string Remarks => "Without a container, a terminal shows what all running containers use, live.";

    public override Operands OperandsOn(StandardStreams streams) => streams is { InputIsTerminal: true, OutputIsTerminal: true } ? Operands.Any : Operands;

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        if (call.Operands.Count == 0)
        {
            using var live = new LiveTop(call);
            await live.RunAsync(cancellation);
            return 0;
        }

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
