using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Usage;
using Gantry.Cli.Tables;
using Gantry.Cli.Usage;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry stats</c>: what containers use, over and over or once.</summary>
internal sealed class StatsCommand : Verb
{
    private const string Home = "\u001b[H";
    private const string ClearLine = "\u001b[K";
    private const string ClearBelow = "\u001b[J";
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);
    private readonly Option<bool> all = Flag.Switch("-a, --all", "Show containers that do not run too");
    private readonly Option<string> format = Flag.Text("--format", "How to print: table, table TEMPLATE, json or a Go template");
    private readonly Option<bool> noStream = Flag.Switch("--no-stream", "Show it once");
    private readonly Option<bool> noTrunc = Flag.Switch("--no-trunc", "Do not shorten");

    public StatsCommand()
        : base("stats", "[OPTIONS] [CONTAINER...]", "Show what containers use, as it changes", Operands.Any) => Accept(all, format, noStream, noTrunc);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var containers = await ContainersAsync(call, cancellation);
        if (call.Get(noStream))
        {
            await RenderAsync(call, call.Out, await UsageWatch.OnceAsync(call.Engine, containers, cancellation));
            return 0;
        }

        await using var watch = new UsageWatch(call.Engine);
        using var pace = new PeriodicTimer(Pace);
        do
        {
            watch.Follow(containers);
            watch.Keep(containers.Select(container => container.Id));
            await using var text = new StringWriter();
            await RenderAsync(call, text, watch.Readings);
            await call.Out.WriteAsync($"{Home}{text.ToString().Replace("\n", $"{ClearLine}\n", StringComparison.Ordinal)}{ClearBelow}");
            await call.Out.FlushAsync(cancellation);
            if (call.Operands.Count > 0 && watch.IsOver)
                break;
            if (call.Operands.Count == 0)
                containers = await ContainersAsync(call, cancellation);
        }
        while (await pace.WaitForNextTickAsync(cancellation));
        return watch.Faults is [] ? 0 : throw new CliException(string.Join('\n', watch.Faults));
    }

    private async Task<IReadOnlyList<(string Id, string Asked)>> ContainersAsync(Call call, CancellationToken cancellation) => call.Operands.Count > 0
        ? await UsageWatch.NamedAsync(call.Engine, call.Operands, cancellation)
        : await UsageWatch.ListAsync(call.Engine, call.Get(all), cancellation);

    private Task RenderAsync(Call call, TextWriter output, IReadOnlyList<UsageReading> readings)
    {
        var template = call.Get(format) is { Length: > 0 } asked ? asked : call.Settings.Format("statsFormat");
        return TableFormat.WriteAsync(output, template, UsageRow.Columns, UsageRow.Headers, readings.Select(reading => reading.ToRow(call.Get(noTrunc))));
    }
}
