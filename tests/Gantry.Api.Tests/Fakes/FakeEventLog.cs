using System.Runtime.CompilerServices;
using System.Threading.Channels;

using Gantry.Engine.Events;

namespace Gantry.Api.Tests.Fakes;

/// <summary>Events that a test hands out.</summary>
internal sealed class FakeEventLog : IEventLog
{
    private readonly Channel<EngineEvent> _live = Channel.CreateUnbounded<EngineEvent>();

    public List<EngineEvent> Kept { get; } = [];

    public DateTimeOffset? Since { get; private set; }

    public DateTimeOffset? Until { get; private set; }

    public void Add(EngineEvent happened) => _live.Writer.TryWrite(happened);

    public IAsyncEnumerable<EngineEvent> Subscribe(DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellation)
    {
        (Since, Until) = (since, until);
        return ReadAsync(since is null ? [] : [.. Kept], until is not null, cancellation);
    }

    private async IAsyncEnumerable<EngineEvent> ReadAsync(
        EngineEvent[] kept, bool ends, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var happened in kept) yield return happened;
        if (ends) yield break;
        await foreach (var happened in _live.Reader.ReadAllAsync(cancellation)) yield return happened;
    }
}
