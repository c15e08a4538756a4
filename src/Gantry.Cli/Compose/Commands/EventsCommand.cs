using System.CommandLine;
using System.Globalization;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Templates;
using Gantry.Compose.Execute;
using Gantry.Compose.Observed;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose events</c>: what happens to a project's containers, as it happens.</summary>
internal sealed class EventsCommand : ComposeVerb
{
    private readonly Option<bool> json = Flag.Switch("--json", "Output events as a stream of json objects");
    private readonly Option<string> since = Flag.Text("--since", "Show all events created since timestamp");
    private readonly Option<string> until = Flag.Text("--until", "Stream events until this timestamp");

    public EventsCommand()
        : base("events", "[OPTIONS] [SERVICE...]", "Receive real time events from containers", Operands.Any) => Accept(json, since, until);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        var project = await call.ProjectNameAsync(cancellation);
        var events = await call.Engine.WatchAsync(project, Moment.Parse(call.Get(since)), Moment.Parse(call.Get(until)), cancellation);
        await foreach (var happened in events.WithCancellation(cancellation))
        {
            var service = happened.Attributes.GetValueOrDefault(ComposeLabels.Service, "");
            if (happened.Attributes.GetValueOrDefault(ComposeLabels.OneOff) == "True" || (call.Operands.Count > 0 && !call.Operands.Contains(service)))
                continue;
            await call.Out.WriteLineAsync(call.Get(json) ? Json(happened, service) : Text(happened));
            await call.Out.FlushAsync(cancellation);
        }

        return 0;
    }

    private static string Json(ContainerEvent happened, string service)
    {
        var attributes = new Fields();
        foreach (var (name, value) in Own(happened))
            attributes[name] = value;
        return GoJson.Write(new Fields
        {
            ["action"] = happened.Action,
            ["attributes"] = attributes,
            ["id"] = happened.Id,
            ["service"] = service,
            ["time"] = Time(happened).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
            ["type"] = "container",
        }, escapeHtml: true);
    }

    private static string Text(ContainerEvent happened) =>
        $"{Time(happened).ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)} container {happened.Action} {happened.Id} " +
        $"({string.Join(", ", Own(happened).Select(attribute => $"{attribute.Key}={attribute.Value}"))})\n";

    private static IEnumerable<KeyValuePair<string, string>> Own(ContainerEvent happened) =>
        happened.Attributes.Where(attribute => !attribute.Key.StartsWith("com.docker.compose.", StringComparison.Ordinal)).OrderBy(attribute => attribute.Key, StringComparer.Ordinal);

    private static DateTimeOffset Time(ContainerEvent happened) => DateTimeOffset.UnixEpoch.AddTicks(happened.Time / TimeSpan.NanosecondsPerTick);
}
