using System.CommandLine;
using System.Globalization;
using System.Text.Json;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Commands.Engine;

/// <summary><c>gantry events</c>: what happens in the engine, as it happens.</summary>
internal sealed class EventsCommand : Verb
{
    private readonly Option<IReadOnlyList<string>> filter = Flag.List("-f, --filter", "Only what fits (name=value)", Filters.Check, "filter");
    private readonly Option<string> format = Flag.Text("--format", "How to print: json or a Go template");
    private readonly Option<string> since = Flag.Text("--since", "Begin with what happened since");
    private readonly Option<string> until = Flag.Text("--until", "End with this time");

    public EventsCommand()
        : base("events", "[OPTIONS]", "Show events of the engine as they happen", Operands.None) => Accept(filter, format, since, until);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var template = call.Get(format) switch
        {
            "" => null,
            "json" => GoTemplate.Parse("{{json .}}"),
            var text => Parse(text),
        };
        var query = Query.Of(
            ("filters", Filters.ToJson(call.Get(filter))), ("since", Moment.Parse(call.Get(since))), ("until", Moment.Parse(call.Get(until))));
        await using var stream = await call.Engine.GetStreamAsync($"/events{query}", cancellation);
        using var lines = new StreamReader(stream);
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length == 0)
                continue;
            await call.Out.WriteLineAsync(template is null ? Line(line) : Apply(template, line));
            await call.Out.FlushAsync(cancellation);
        }

        return 0;
    }

    private static GoTemplate Parse(string text)
    {
        try
        {
            return GoTemplate.Parse(text);
        }
        catch (TemplateException fault)
        {
            throw new CliException($"Error parsing format: {fault.Message}", 64);
        }
    }

    private static string Apply(GoTemplate template, string line)
    {
        using var json = JsonDocument.Parse(line);
        return template.Execute(Fields.From(json.RootElement));
    }

    private static string Line(string json)
    {
        var happened = JsonSerializer.Deserialize(json, ClientJson.Default.EngineEvent)!;
        var attributes = (happened.Actor.Attributes ?? []).Select(attribute => $"{attribute.Key}={attribute.Value}").ToList();
        return $"{Time(happened)} {happened.Type} {happened.Action} {happened.Actor.ID}{(attributes.Count > 0 ? $" ({string.Join(", ", attributes)})" : "")}";
    }

    private static string Time(EngineEvent happened)
    {
        var nanoseconds = happened.TimeNano != 0 ? happened.TimeNano : happened.Time * 1_000_000_000;
        var local = DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100).ToLocalTime();
        var zone = local.Offset == TimeSpan.Zero ? "Z" : local.ToString("zzz", CultureInfo.InvariantCulture);
        return $"{local.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)}.{nanoseconds % 1_000_000_000:D9}{zone}";
    }
}
