namespace Gantry.Oci.Runtime;

/// <summary>Ids through the mappings of a user namespace (user_namespaces(7)).</summary>
/// <param name="Users">Users' ids.</param>
/// <param name="Groups">Groups' ids.</param>
public sealed record IdMappings(IReadOnlyList<LinuxIdMapping> Users, IReadOnlyList<LinuxIdMapping> Groups)
{
    /// <summary>The host's id of one in the namespace; null: it has none.</summary>
    public static uint? OnHost(IReadOnlyList<LinuxIdMapping> mappings, uint id) =>
        mappings.FirstOrDefault(m => id >= m.ContainerID && id - m.ContainerID < m.Size) is { } found ? found.HostID + (id - found.ContainerID) : null;

    /// <summary>The namespace's id of one of the host's; null: it has none.</summary>
    public static uint? Inside(IReadOnlyList<LinuxIdMapping> mappings, uint id) =>
        mappings.FirstOrDefault(m => id >= m.HostID && id - m.HostID < m.Size) is { } found ? found.ContainerID + (id - found.HostID) : null;
}
