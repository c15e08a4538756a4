using System.Text.Json.Serialization;

namespace Gantry.Cli.Client;

/// <summary>One event of GET /events.</summary>
internal sealed record EngineEvent
{
    public string Type { get; init; } = "";

    public string Action { get; init; } = "";

    public EventActor Actor { get; init; } = new(null, null);

    [JsonPropertyName("time")]
    public long Time { get; init; }

    [JsonPropertyName("timeNano")]
    public long TimeNano { get; init; }
}

/// <summary>What an event is about.</summary>
internal sealed record EventActor(string? ID, SortedDictionary<string, string>? Attributes);
