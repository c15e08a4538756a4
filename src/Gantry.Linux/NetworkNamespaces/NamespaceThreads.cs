using System.Collections.Concurrent;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.NetworkNamespaces;

/// <summary>
/// Threads whose home is one network namespace. Work that depends on the namespace of its thread (sockets, /proc/sys/net, new
/// namespaces) runs here; each piece of work finds its thread at home.
/// </summary>
public sealed class NamespaceThreads : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly SafeFileHandle _home;
    private readonly Thread[] _threads;

    /// <summary>Starts the threads.</summary>
    /// <param name="path">The home; null: the caller's.</param>
    /// <param name="count">How many pieces of work run at a time.</param>
    public NamespaceThreads(string? path, int count)
    {
        _home = path is null ? NetworkNamespace.OpenCurrent() : NetworkNamespace.Open(path);
        _threads = new Thread[count];
        for (var i = 0; i < count; i++)
        {
            _threads[i] = new Thread(Run, 256 * 1024) { IsBackground = true, Name = $"network {i}" };
            _threads[i].Start();
        }
    }

    /// <summary>Runs work at home.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <summary>Runs work at home.</summary>
    public Task RunAsync(Action work) => RunAsync(() =>
    {
        work();
        return true;
    });

    /// <summary>
    /// Takes the calling thread, one of these in the middle of its work, to the namespace found at a path, or to a fresh one where that is null, and back home
    /// after <paramref name="work"/>.
    /// </summary>
    public void Visit(string? path, Action work)
    {
        if (path is not null)
        {
            using var space = NetworkNamespace.Open(path);
            Visit(space, work);
            return;
        }

        NetworkNamespace.EnterNew();
        try
        {
            work();
        }
        finally
        {
            NetworkNamespace.Enter(_home);
        }
    }

    /// <summary>Takes the calling thread, one of these in the middle of its work, to another namespace and back home after <paramref name="work"/>.</summary>
    public void Visit(SafeFileHandle space, Action work)
    {
        NetworkNamespace.Enter(space);
        try
        {
            work();
        }
        finally
        {
            NetworkNamespace.Enter(_home);
        }
    }

    /// <summary>Waits for the work at hand and ends the threads.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        foreach (var thread in _threads)
            thread.Join();
        _work.Dispose();
        _home.Dispose();
    }

    private void Run()
    {
        NetworkNamespace.Enter(_home);
        foreach (var work in _work.GetConsumingEnumerable())
            work();
    }
}
