using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Streams;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry logs</c>: what a container has written.</summary>
internal sealed class LogsCommand : Verb
{
    private readonly Option<bool> details = Flag.Switch("--details", "Show the extra details of the log driver");
    private readonly Option<bool> follow = Flag.Switch("-f, --follow", "Go on with what is written from now on");
    private readonly Option<string> since = Flag.Text("--since", "Only from this time on (2024-01-02T13:23:37Z, or 42m for 42 minutes ago)");
    private readonly Option<string> tail = Flag.Text("-n, --tail", "Lines from the end to show", "all");
    private readonly Option<bool> timestamps = Flag.Switch("-t, --timestamps", "Show the time of each line");
    private readonly Option<string> until = Flag.Text("--until", "Only up to this time");

    public LogsCommand()
        : base("logs", "[OPTIONS] CONTAINER", "Show the logs of a container", Operands.Exactly(1)) => Accept(details, follow, since, tail, timestamps, until);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var container = await call.Engine.ContainerAsync(call.Operands[0], cancellation);
        var query = Query.Of(
            ("details", On(call, details)), ("follow", On(call, follow)), ("since", Time("since", call.Get(since))), ("stderr", "1"), ("stdout", "1"),
            ("tail", call.Get(tail)), ("timestamps", On(call, timestamps)), ("until", Time("until", call.Get(until))));
        await using var log = await call.Engine.GetStreamAsync($"/containers/{Query.Escape(container.Id)}/logs{query}", cancellation);
        var frames = new FrameReader(call.Streams.Output, call.Streams.RawError);
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await log.ReadAsync(buffer, cancellation)) > 0)
        {
            if (container.Config.Tty)
                call.Streams.Output.Write(buffer, 0, count);
            else
                frames.Feed(buffer.AsSpan(0, count));
        }

        return 0;
    }

    private static string Time(string flag, string text)
    {
        try
        {
            return Moment.Parse(text);
        }
        catch (CliException fault)
        {
            throw new CliException($"invalid value for \"{flag}\": {fault.Message}");
        }
    }

    private static string On(Call call, Option<bool> flag) => call.Get(flag) ? "1" : "";
}
