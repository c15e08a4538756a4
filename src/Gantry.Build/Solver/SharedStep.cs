using Gantry.Oci.Images;
using Gantry.Storage.Leases;
using Gantry.Storage.Steps;

namespace Gantry.Build.Solver;

/// <summary>A step that is made once for all builds that want it now. Each of them hears all that it says, also what it said before (of its output the first two megabytes); it goes on as long as one of them waits.</summary>
internal sealed class SharedStep : IBuildProgress, IDisposable
{
    /// <summary>How much of its output is kept for who comes later, in bytes; as much as BuildKit shows of a step at all.</summary>
    private const int KeptOutput = 2 << 20;

    private readonly Lock _gate = new();
    private readonly List<(IBuildProgress Progress, Digest Vertex)> _listeners = [];
    private readonly List<Action<IBuildProgress, Digest>> _said = [];
    private readonly CancellationTokenSource _abandoned = new();
    private readonly TaskCompletionSource<MadeStep> _made = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lease _lease;
    private int _users;
    private int _output;
    private bool _isAbandoned;

    /// <param name="lease">Keeps what is made until all who wait have it.</param>
    public SharedStep(Lease lease) => _lease = lease;

    /// <summary>Keeps what is made until all who wait have it.</summary>
    public Lease Lease => _lease;

    /// <summary>Fires when nobody waits any more.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>What it comes to.</summary>
    public Task<MadeStep> Made => _made.Task;

    /// <summary>A build begins to wait.</summary>
    /// <param name="progress">The build's.</param>
    /// <param name="vertex">What it calls the step.</param>
    /// <returns>False: all others have left, and it is about to end.</returns>
    public bool TryJoin(IBuildProgress progress, Digest vertex)
    {
        lock (_gate)
        {
            if (_isAbandoned) return false;
            _users++;
            _listeners.Add((progress, vertex));
            foreach (var say in _said) say(progress, vertex);
            return true;
        }
    }

    /// <summary>A build waits no more.</summary>
    /// <returns>Whether it was the last one: then the step ends, if it has not, and is to be disposed of.</returns>
    public bool Leave(IBuildProgress progress)
    {
        lock (_gate)
        {
            _listeners.RemoveAt(_listeners.FindIndex(l => l.Progress == progress));
            if (--_users > 0) return false;
            _isAbandoned = true;
        }

        _abandoned.Cancel();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lease.Dispose();
        _abandoned.Dispose();
    }

    /// <summary>It is done.</summary>
    public void Complete(MadeStep made)
    {
        lock (_gate) _said.Clear();
        _made.TrySetResult(made);
    }

    /// <summary>It has failed, or was given up.</summary>
    public void Fail(Exception failure)
    {
        if (failure is OperationCanceledException) _made.TrySetCanceled();
        else _made.TrySetException(failure);
        _ = _made.Task.Exception; // who waits sees it; nobody may wait
    }

    void IBuildProgress.Log(Digest vertex, int stream, ReadOnlySpan<byte> bytes)
    {
        var kept = bytes.ToArray();
        Say((listener, own) => listener.Log(own, stream, kept), kept.Length);
    }

    void IBuildProgress.Status(Digest vertex, BuildStatus status) => Say((listener, own) => listener.Status(own, status));

    void IBuildProgress.Warn(BuildWarning warning) => Say((listener, own) => listener.Warn(warning with { Vertex = own }));

    // A build tells by itself that the step begins and ends.
    void IBuildProgress.Known(ProgressVertex vertex)
    {
    }

    void IBuildProgress.Started(ProgressVertex vertex)
    {
    }

    void IBuildProgress.Completed(ProgressVertex vertex, bool cached, string? error)
    {
    }

    private void Say(Action<IBuildProgress, Digest> say, int output = 0)
    {
        lock (_gate)
        {
            if (output <= KeptOutput - _output) _said.Add(say);
            _output += Math.Min(output, KeptOutput - _output);
            foreach (var (progress, vertex) in _listeners) say(progress, vertex);
        }
    }
}

/// <summary>What a step came to.</summary>
/// <param name="Records">Its results, in their order.</param>
/// <param name="IsCached">Whether it was known after all.</param>
internal sealed record MadeStep(IReadOnlyList<StepRecord> Records, bool IsCached);
