using System.Runtime.CompilerServices;
using System.Threading.Channels;

using Gantry.Engine.Metrics;

namespace Gantry.Engine.Events;

/// <summary>The last 256 events (Docker's number) and everyone who listens.</summary>
internal sealed class EventLog(TimeProvider time) : IEventLog
{
    private const int Kept = 256;

    private readonly Lock gate = new();
    private readonly Queue<EngineEvent> recent = new(Kept);
    private Channel<EngineEvent>[] listeners = [];

    public int Listeners => listeners.Length;

    public void Publish(string type, string action, string actorId, IReadOnlyDictionary<string, string> attributes)
    {
        EngineMeters.Events.Add(1);
        lock (gate)
        {
            var happened = new EngineEvent(type, action, actorId, attributes, time.GetUtcNow());
            if (recent.Count == Kept)
                recent.Dequeue();
            recent.Enqueue(happened);
            foreach (var listener in listeners)
                listener.Writer.TryWrite(happened);
        }
    }

    public IAsyncEnumerable<EngineEvent> Subscribe(DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellation)
    {
        var channel = Channel.CreateUnbounded<EngineEvent>(new UnboundedChannelOptions { SingleReader = true });
        EngineEvent[] past;
        lock (gate)
        {
            past = since is null && until is null ? [] : [.. recent.Where(e => (since is null || e.At >= since) && (until is null || e.At <= until))];
            listeners = [.. listeners, channel];
        }

        return ReadAsync(channel, past, until, cancellation);
    }

    private async IAsyncEnumerable<EngineEvent> ReadAsync(Channel<EngineEvent> channel, EngineEvent[] past, DateTimeOffset? until, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            foreach (var happened in past)
                yield return happened;
            if (until is { } end)
            {
                var left = end - time.GetUtcNow();
                if (left <= TimeSpan.Zero)
                    yield break;
                deadline.CancelAfter(left);
            }

            while (await AnyAsync(channel.Reader, both.Token, cancellation))
            {
                while (channel.Reader.TryRead(out var happened))
                    yield return happened;
            }
        }
        finally
        {
            lock (gate)
                listeners = [.. listeners.Where(l => l != channel)];
        }
    }

    private static async Task<bool> AnyAsync(ChannelReader<EngineEvent> reader, CancellationToken either, CancellationToken caller)
    {
        try
        {
            return await reader.WaitToReadAsync(either);
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return false;
        }
    }
}
