using Gantry.Build.Grpc.Protocol;
using Gantry.Build.Sessions;
using Gantry.Oci.Errors;

using Grpc.Core;

namespace Gantry.Build.Grpc.Builds;

/// <summary>The builds that run, by the ids their clients chose.</summary>
internal sealed class BuildBook(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, RunningBuild> _builds = new(StringComparer.Ordinal);
    private readonly HashSet<RunningBuild> _ended = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Enters a build.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="session">The client's side; null: it has none.</param>
    /// <exception cref="GantryException">Internal: one with its id runs.</exception>
    public RunningBuild Open(SolveRequest request, Task<IBuildSession?> session)
    {
        var build = new RunningBuild(request, time) { Session = session };
        lock (_gate)
        {
            if (_builds.TryGetValue(request.Ref, out var known) && !_ended.Contains(known)) throw new GantryException(ErrorKind.Internal, $"job ID {request.Ref} exists");
            _builds[request.Ref] = build;
            var changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.TrySetResult();
        }

        return build;
    }

    /// <summary>Strikes an ended build out, after a while: who follows it may come late. Its id may be given to another one at once.</summary>
    public void Close(RunningBuild build)
    {
        lock (_gate) _ended.Add(build);
        _ = ForgetAsync(build);
    }

    /// <summary>The build of an id, if it runs or has just ended.</summary>
    public RunningBuild? TryFind(string id)
    {
        lock (_gate) return _builds.GetValueOrDefault(id);
    }

    /// <summary>The build of an id. Who follows a build and who starts it come in any order.</summary>
    /// <exception cref="RpcException">It has not come.</exception>
    public async Task<RunningBuild> FindAsync(string id, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_builds.TryGetValue(id, out var build)) return build;
                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new RpcException(new global::Grpc.Core.Status(StatusCode.NotFound, $"no such job {id}"));
            }
        }
    }

    private async Task ForgetAsync(RunningBuild build)
    {
        await Task.Delay(Memory, time);
        lock (_gate)
        {
            _ended.Remove(build);
            if (_builds.GetValueOrDefault(build.Request.Ref) == build) _builds.Remove(build.Request.Ref);
        }
    }
}
