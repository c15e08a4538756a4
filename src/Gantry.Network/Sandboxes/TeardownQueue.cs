using System.Threading.Channels;

using Gantry.Linux.NetworkNamespaces;

namespace Gantry.Network.Sandboxes;

/// <summary>
/// Lets go of namespaces in the background: unmounting waits for the kernel. The kernel then removes what was inside, the far
/// ends of links included. What is not done when the daemon ends is done by the next.
/// </summary>
internal sealed class TeardownQueue : IAsyncDisposable
{
    private readonly Channel<string> _paths = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _worker;
    private readonly Lock _turn = new();
    private int _pending;
    private TaskCompletionSource? _empty;

    public TeardownQueue() => _worker = Task.Run(RunAsync);

    /// <summary>Lets go of the namespace mounted on <paramref name="path"/>, some time soon.</summary>
    public void Add(string path)
    {
        lock (_turn)
            _pending++;
        _paths.Writer.TryWrite(path);
    }

    /// <summary>Completes when nothing is pending.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_turn)
        {
            if (_pending == 0)
                return Task.CompletedTask;
            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }

    /// <summary>Finishes what is pending.</summary>
    public async ValueTask DisposeAsync()
    {
        _paths.Writer.TryComplete();
        await _worker;
    }

    private async Task RunAsync()
    {
        await foreach (var path in _paths.Reader.ReadAllAsync())
        {
            try
            {
                NetworkNamespace.Unmount(path);
            }
            catch (Exception e) when (e is Linux.Syscalls.KernelException or IOException or UnauthorizedAccessException)
            {
                // The file stays, and the next daemon finds it without a document and tries again.
            }

            lock (_turn)
                if (--_pending == 0)
                {
                    _empty?.SetResult();
                    _empty = null;
                }
        }
    }
}
