using Gantry.Runtime.Launch;

namespace Gantry.Runtime.Containers;

/// <summary>A container that was just made, or a process just added to one.</summary>
public sealed class CreatedContainer : IDisposable
{
    private readonly LaunchedProcess process;
    private readonly LaunchSockets sockets;
    private readonly NotifySocket? notify;

    internal CreatedContainer(StoredContainer container, LaunchedProcess process, LaunchSockets sockets, NotifySocket? notify = null)
    {
        Container = container;
        this.process = process;
        this.sockets = sockets;
        this.notify = notify;
    }

    /// <summary>The container.</summary>
    public StoredContainer Container { get; }

    /// <summary>Carries signals and the terminal until the process ends; its exit status, 128 + n for signal n.</summary>
    /// <param name="signals">Ours, taken since before the process was made.</param>
    public int Attend(ForwardedSignals signals) => ForegroundProcess.Attend(process, sockets.Master, signals, notify);

    /// <summary>Returns when the process is ready, where a service manager waits for that, or has ended.</summary>
    public void AwaitReadiness() => notify?.Relay(process.Descriptor, process.Pid);

    /// <summary>Kills the process and reaps it.</summary>
    public void Kill()
    {
        process.Kill();
        process.Wait();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        sockets.Dispose();
        notify?.Dispose();
    }
}
