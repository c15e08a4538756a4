using Gantry.Linux.Processes;
using Gantry.Oci.Errors;
using Gantry.Runtime.Launch;
using Gantry.Runtime.Systemd;

namespace Gantry.Runtime.Containers;

/// <summary>Removes containers.</summary>
/// <param name="warn">Called with what went wrong but keeps no container.</param>
public sealed class ContainerRemover(Action<string> warn)
{
    private const int SIGKILL = 9;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Kills what is left of a container and removes it.</summary>
    /// <exception cref="GantryException">Its first process does not end.</exception>
    public void Kill(StoredContainer container)
    {
        try
        {
            ContainerSignals.Send(container, SIGKILL);
        }
        catch (GantryException)
        {
            // It has ended already.
        }

        if (!EndsWithin(container, Limit))
            throw new GantryException(ErrorKind.Internal, "container init still running");
        Destroy(container);
    }

    /// <summary>Removes a container whose first process has ended: other processes, control group, directory; then its last hooks run.</summary>
    public void Destroy(StoredContainer container)
    {
        if (container.Cgroup is { } group)
        {
            if (!container.Record.HasPidNamespace || group.IsFrozen)
                group.Kill();
            if (container.Record.Unit is { } unit)
                ContainerUnit.Stop(unit, container.Record.IsUsersUnit, warn);
            if (!group.Remove())
                throw new GantryException(ErrorKind.Internal, $"unable to remove the cgroup {container.Record.CgroupPath}: it is in use");
        }

        try
        {
            Directory.Delete(container.Directory, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            return; // who ran it in the foreground was quicker, and runs the hooks
        }

        try
        {
            HookRunner.Run("poststop", container.Record.Poststop, container.State(ContainerStatus.Stopped));
        }
        catch (GantryException e)
        {
            warn(e.Message);
        }
    }

    private static bool EndsWithin(StoredContainer container, TimeSpan limit)
    {
        using var process = ProcessHandle.Open(container.Record.Pid);
        return process is null || !container.IsAlive || process.EndsWithin(limit);
    }
}
