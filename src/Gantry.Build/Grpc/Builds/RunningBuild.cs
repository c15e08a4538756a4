using System.Collections.Concurrent;

using Gantry.Build.Sessions;
using Gantry.Build.Solver;
using Gantry.Oci.Errors;

using SolveRequest = Gantry.Build.Grpc.Protocol.SolveRequest;

namespace Gantry.Build.Grpc.Builds;

/// <summary>A build between its start and the answer to who asked for it.</summary>
internal sealed class RunningBuild(SolveRequest request, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, IResultReference> _references = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<SolveResult> _results = [];
    private readonly CancellationTokenSource _cancelled = new();
    private readonly TaskCompletionSource<SolveResult> _returned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was asked for.</summary>
    public SolveRequest Request { get; } = request;

    /// <summary>What it reports.</summary>
    public ProgressLog Progress { get; } = new(time);

    /// <summary>The client's side, which may come a moment later than its first call; null: it has none.</summary>
    public required Task<IBuildSession?> Session { get; init; }

    /// <summary>What a frontend outside says it came to.</summary>
    public Task<SolveResult> Returned => _returned.Task;

    /// <summary>Gives the build up, though its client waits for it.</summary>
    public void Cancel()
    {
        try
        {
            _cancelled.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended.
        }
    }

    /// <summary>Fires when somebody else than the client gives it up.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    /// <summary>Keeps a result to the end of the build.</summary>
    public SolveResult Keep(SolveResult result)
    {
        _results.Add(result);
        return result;
    }

    /// <summary>Gives a result a name for a frontend outside; null, an empty file system, has an empty one.</summary>
    public string Name(IResultReference? reference)
    {
        if (reference is null) return "";
        var id = Guid.NewGuid().ToString("N");
        _references[id] = reference;
        return id;
    }

    /// <summary>The result of a name.</summary>
    /// <exception cref="GantryException">NotFound: there is none.</exception>
    public IResultReference? Find(string id) =>
        id.Length == 0 ? null
        : _references.TryGetValue(id, out var reference) ? reference
        : throw new GantryException(ErrorKind.NotFound, $"no such ref: {id}");

    /// <summary>The frontend is done.</summary>
    public void Return(SolveResult result) => _returned.TrySetResult(result);

    /// <summary>The frontend has failed.</summary>
    public void Fail(Exception failure) => _returned.TrySetException(failure);

    public async ValueTask DisposeAsync()
    {
        _returned.TrySetCanceled();
        foreach (var result in _results) await result.DisposeAsync();
        _cancelled.Dispose();
    }
}

/// <summary>A result that a frontend outside put together; its parts are kept by the build.</summary>
internal sealed class ReturnedResult : SolveResult
{
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
