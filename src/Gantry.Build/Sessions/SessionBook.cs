using Gantry.Oci.Errors;

namespace Gantry.Build.Sessions;

/// <summary>The clients that are connected for a build, by the ids they chose.</summary>
public sealed class SessionBook(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, BuildSession> _sessions = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Keeps a client until it leaves.</summary>
    /// <param name="headers">How it announced itself.</param>
    /// <param name="connection">The connection whose server it is.</param>
    /// <param name="gone">Fires when it has left.</param>
    /// <exception cref="GantryException">Conflict: another one has its id.</exception>
    public async Task ServeAsync(SessionHeaders headers, Stream connection, CancellationToken gone)
    {
        await using var session = new BuildSession(headers, connection, gone);
        lock (_gate)
        {
            if (!_sessions.TryAdd(headers.Id, session)) throw Taken(headers.Id);
            Announce();
        }

        try
        {
            await session.Completion;
        }
        finally
        {
            lock (_gate) _sessions.Remove(headers.Id);
        }
    }

    /// <summary>Fails where a client's id is taken.</summary>
    /// <param name="id">The id.</param>
    /// <exception cref="GantryException">Internal, as Docker has it.</exception>
    public void Check(string id)
    {
        lock (_gate)
            if (_sessions.ContainsKey(id)) throw Taken(id);
    }

    /// <summary>The client with an id. One that is asked for may come a moment later.</summary>
    /// <param name="id">The id.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="TimeoutException">It has not come.</exception>
    public async Task<IBuildSession> FindAsync(string id, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_sessions.TryGetValue(id, out var session)) return session;
                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new TimeoutException($"no active session for {id}: context deadline exceeded");
            }
        }
    }

    private static GantryException Taken(string id) => new(ErrorKind.Internal, $"session {id} already exists");

    private void Announce()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }
}
