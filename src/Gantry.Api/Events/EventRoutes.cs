using System.Text.Json.Serialization;

using Gantry.Api.Json;
using Gantry.Api.Routing;
using Gantry.Engine.Events;
using Gantry.Oci.Errors;

namespace Gantry.Api.Events;

/// <summary>The stream of events.</summary>
internal static class EventRoutes
{
    /// <summary>Filters that choose by the begin of an id or a name.</summary>
    private static readonly string[] Named = ["config", "container", "daemon", "network", "node", "plugin", "secret", "service", "volume"];

    public static void Map(Router router, IEventLog events) => router.Get("/events", c => StreamAsync(c, events));

    private static async Task StreamAsync(ApiContext context, IEventLog events)
    {
        var filters = Filters.ReadAny(context);
        var (since, until) = (GoTime.Parse(context.Query("since")), GoTime.Parse(context.Query("until")));
        if (since > until)
            throw new GantryException(ErrorKind.Invalid, $"`since` time ({context.Query("since")}) cannot be after `until` time ({context.Query("until")})");
        var stream = events.Subscribe(since, until, context.Aborted);
        var response = context.Http.Response;
        response.ContentType = "application/json";
        await response.StartAsync(context.Aborted);
        await response.Body.FlushAsync(context.Aborted);
        await foreach (var happened in stream)
        {
            if (!Wanted(filters, happened))
                continue;
            await JsonAnswer.WriteLineAsync(context.Http, EventMessage.Of(happened), ApiJson.Default.EventMessage, "\n"u8.ToArray(), context.Aborted);
        }
    }

    private static bool Wanted(Filters filters, EngineEvent happened)
    {
        var plain = happened.Action.IndexOf(':', StringComparison.Ordinal) is var at and > 0 ? happened.Action[..at] : happened.Action;
        return filters.Any("event", e => e == happened.Action || e == plain)
            && filters.Any("type", t => t == happened.Type)
            && filters.Any("scope", s => s == EventMessage.Local)
            && filters.Labels(happened.Attributes)
            && Named.All(name => filters.Any(name, wanted => Begins(happened.ActorId, wanted) || Begins(happened.Attributes.GetValueOrDefault("name"), wanted)))
            && filters.Any("image", wanted => MatchesImage(happened, wanted));

        static bool Begins(string? text, string wanted) => text?.StartsWith(wanted, StringComparison.Ordinal) == true;
    }

    /// <summary>Events of an image, and of containers that run it; with or without the tag.</summary>
    private static bool MatchesImage(EngineEvent happened, string wanted)
    {
        var name = happened.Attributes.GetValueOrDefault(happened.Type == "image" ? "name" : "image") ?? "";
        return wanted == happened.ActorId || wanted == name || wanted == WithoutTag(name);
    }

    private static string WithoutTag(string name) => name.LastIndexOf(':') is var colon && colon > name.LastIndexOf('/') ? name[..colon] : name;
}

/// <summary>An event, with the fields of old clients first.</summary>
internal sealed record EventMessage
{
    public const string Local = "local";

#pragma warning disable IDE1006 // the names of the wire
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? status { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? id { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? from { get; init; }

    public required string Type { get; init; }
    public required string Action { get; init; }
    public required EventActor Actor { get; init; }
    public string scope { get; init; } = Local;
    public required long time { get; init; }
    public required long timeNano { get; init; }
#pragma warning restore IDE1006

    public static EventMessage Of(EngineEvent happened)
    {
        var old = happened.Type is "container" or "image";
        return new EventMessage
        {
            status = old ? happened.Action : null,
            id = old ? happened.ActorId : null,
            from = happened.Type == "container" ? happened.Attributes.GetValueOrDefault("image") : null,
            Type = happened.Type,
            Action = happened.Action,
            Actor = new EventActor(happened.ActorId, happened.Attributes),
            time = happened.At.ToUnixTimeSeconds(),
            timeNano = GoTime.Nanoseconds(happened.At),
        };
    }
}

/// <summary>Whom an event is about.</summary>
internal sealed record EventActor(string ID, IReadOnlyDictionary<string, string> Attributes);
