using Gantry.Engine.Containers.Creation;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Runs;

/// <summary>What a container takes from another at its start.</summary>
/// <param name="Paths">Namespaces to join, type to path.</param>
/// <param name="SharedMemory">Where the other's <c>/dev/shm</c> is found; null: the container has its own.</param>
internal sealed record JoinedNamespaces(IReadOnlyDictionary<string, string> Paths, string? SharedMemory)
{
    /// <summary>Finds the containers whose memory and processes one is to share.</summary>
    /// <exception cref="GantryException">One is gone, does not run, or keeps its memory to itself; the texts are Docker's.</exception>
    public static JoinedNamespaces Of(HostConfig host, ContainerTable table)
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        string? memory = null;
        if (JoinedContainers.Reference(host.IpcMode) is { } donor)
        {
            var other = Running(donor, "IPC", table);
            // Who shares itself shares on what it was given.
            if (other.HostConfig.IpcMode is not ("shareable" or "host") && JoinedContainers.Reference(other.HostConfig.IpcMode) is null)
                throw new GantryException(ErrorKind.Invalid, $"failed to join IPC namespace: container {other.Id}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)");
            paths["ipc"] = $"/proc/{other.State.Pid}/ns/ipc";
            memory = other.HostConfig.IpcMode == "host" ? "/dev/shm" : $"/proc/{other.State.Pid}/root/dev/shm";
        }

        if (JoinedContainers.Reference(host.PidMode) is { } leader)
            paths["pid"] = $"/proc/{Running(leader, "PID", table).State.Pid}/ns/pid";
        return new JoinedNamespaces(paths, memory);
    }

    /// <summary>The containers whose memory and processes one is to share.</summary>
    /// <exception cref="GantryException">As for <see cref="Of"/>.</exception>
    public static IEnumerable<Container> Donors(HostConfig host, ContainerTable table)
    {
        if (JoinedContainers.Reference(host.IpcMode) is { } donor)
            yield return Running(donor, "IPC", table);
        if (JoinedContainers.Reference(host.PidMode) is { } leader)
            yield return Running(leader, "PID", table);
    }

    private static Container Running(string reference, string kind, ContainerTable table)
    {
        var other = table.Find(reference).Current;
        if (other.State.Status == ContainerStatus.Restarting)
            throw new GantryException(ErrorKind.Conflict, $"failed to join {kind} namespace: Container {other.Id} is restarting, wait until the container is running");
        return other.State.IsAlive ? other : throw new GantryException(ErrorKind.Internal, $"failed to join {kind} namespace: container {other.Id} is not running");
    }
}
