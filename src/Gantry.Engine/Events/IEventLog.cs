namespace Gantry.Engine.Events;

/// <summary>What happened in the engine, in order.</summary>
public interface IEventLog
{
    /// <summary>Events from <paramref name="since"/> on as far as they are kept (the last 256), then new ones until <paramref name="until"/>.
    /// The subscription stands when this returns. Without a since only new ones.</summary>
    IAsyncEnumerable<EngineEvent> Subscribe(DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellation);
}

/// <summary>One thing that happened.</summary>
/// <param name="Type"><c>container</c>, <c>image</c>, <c>network</c>, <c>volume</c>, <c>daemon</c> …</param>
/// <param name="Action">The verb, for example <c>start</c> or <c>exec_create: sh</c>.</param>
/// <param name="ActorId">Id of the object.</param>
/// <param name="Attributes">Labels and facts, with <c>name</c>, <c>image</c>, <c>exitCode</c> …</param>
/// <param name="At">When.</param>
public sealed record EngineEvent(string Type, string Action, string ActorId, IReadOnlyDictionary<string, string> Attributes, DateTimeOffset At);
