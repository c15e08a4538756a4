using Gantry.Runtime.Launch;

namespace Gantry.Runtime.Containers;

/// <summary>A container that was just made, or a process just added to one.</summary>
public sealed class CreatedContainer : IDisposable
{
    private readonly LaunchedProcess process;
    private readonly LaunchSockets sockets;

    internal CreatedContainer(StoredContainer container, LaunchedProcess process, LaunchSockets sockets)
    {
        Container = container;
        this.process = process;
        this.sockets = sockets;
    }

    /// <summary>The container.</summary>
    public StoredContainer Container { get; }

    /// <summary>Carries signals and the terminal until the process ends; its exit status, 128 + n for signal n.</summary>
    /// <param name="signals">Ours, taken since before the process was made.</param>
    public int Attend(ForwardedSignals signals) => ForegroundProcess.Attend(process, sockets.Master, signals);

    /// <summary>Kills the process and reaps it.</summary>
    public void Kill()
    {
        process.Kill();
        process.Wait();
    }

    /// <inheritdoc/>
    public void Dispose() => sockets.Dispose();
}
