using System.Runtime.InteropServices;

using Gantry.Cli.Daemon;
using Gantry.Distribution.Hosting;

namespace Gantry.Cli.Registry;

/// <summary>Lets a registry collect now and then, and when it is asked to.</summary>
internal sealed class CollectionClock : IDisposable
{
    private readonly DistributionServer server;
    private readonly DaemonLog log;
    private readonly Timer timer;

    public CollectionClock(DistributionServer server, DaemonLog log)
    {
        this.server = server;
        this.log = log;
        timer = new Timer(_ => _ = CollectAsync());
    }

    /// <summary>Begins; a time of nothing is never.</summary>
    public void Every(TimeSpan interval)
    {
        if (interval > TimeSpan.Zero)
            timer.Change(interval, interval);
    }

    /// <summary>Somebody sent a signal.</summary>
    public void Ask(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _ = Task.Run(CollectAsync);
    }

    public void Dispose() => timer.Dispose();

    private async Task CollectAsync()
    {
        try
        {
            log.Info($"collected: {await server.CollectAsync()}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or Linux.Syscalls.KernelException)
        {
            log.Warn($"cannot collect: {fault.Message}");
        }
    }
}
