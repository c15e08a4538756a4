using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

namespace Gantry.Runtime.Containers;

/// <summary>Signals to a container.</summary>
public static class ContainerSignals
{
    private const int SIGKILL = 9;

    /// <summary>Signals the first process; with SIGKILL and no pid namespace of its own, all of the container's.</summary>
    /// <exception cref="GantryException">Conflict, when it is not running.</exception>
    public static void Send(StoredContainer container, int signal)
    {
        if (signal == SIGKILL && !container.Record.HasPidNamespace && container.Cgroup is { } shared)
        {
            shared.Kill();
            return;
        }

        using var process = container.IsAlive ? ProcessHandle.Open(container.Record.Pid) : null;
        if (process is null || !container.IsAlive)
            throw new GantryException(ErrorKind.Conflict, "container not running");
        try
        {
            process.Signal(signal);
        }
        catch (KernelException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"unable to signal init: {Errno.Text(e.Errno)}", e);
        }

        // What stands still could not die.
        if (signal == SIGKILL && container.Cgroup is { IsFrozen: true } group)
            group.Thaw();
    }
}
