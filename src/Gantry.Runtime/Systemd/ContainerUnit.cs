using Gantry.Linux.Cgroups;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Systemd.Bus;

namespace Gantry.Runtime.Systemd;

/// <summary>
/// A container's control group where systemd makes it: a unit, which is started with the container's first process and stopped when the container is removed.
/// <code>
/// child waits ─► StartTransientUnit(PIDs = child) ─► what systemd has no words for, by the group's files ─► child goes on
/// </code></summary>
internal sealed class ContainerUnit
{
    private readonly UnitName name;
    private readonly bool isUsers;
    private readonly Action<string> warn;

    private ContainerUnit(UnitName name, bool isUsers, string path, Action<string> warn)
    {
        this.name = name;
        this.isUsers = isUsers;
        this.warn = warn;
        Path = path;
    }

    /// <summary>Its path in the hierarchies.</summary>
    public string Path { get; }

    /// <summary>Its name.</summary>
    public string Name => name.Name;

    private string Slice => name.Slice ?? (isUsers ? "user.slice" : "system.slice");

    /// <summary>The unit that a document names.</summary>
    /// <exception cref="GantryException">systemd does not run here, or the document names none.</exception>
    public static ContainerUnit Of(string id, string? cgroupsPath, bool isUsers, Action<string> warn)
    {
        var name = UnitName.Of(id, cgroupsPath);
        if (!SystemdManager.IsThere)
            throw new GantryException(ErrorKind.Unavailable, "systemd not running on this host, cannot use systemd cgroups manager");
        if (isUsers && CgroupLayout.Mode != CgroupMode.Unified)
            throw new GantryException(ErrorKind.Invalid, "cannot use rootless systemd cgroups manager on cgroup v1");
        var unit = new ContainerUnit(name, isUsers, "", warn);
        var above = UnitName.SlicePath(unit.Slice);
        if (isUsers)
        {
            using var manager = unit.Manager();
            above = manager.Property("ControlGroup") + above;
        }

        return new ContainerUnit(name, isUsers, $"{above.TrimEnd('/')}/{name.Name}", warn);
    }

    /// <summary>Starts it around a process, with a container's limits.</summary>
    /// <exception cref="GantryException">It could not be started. It may be there all the same.</exception>
    public void Start(int pid, LinuxResources resources, IReadOnlyDictionary<string, string>? annotations)
    {
        var asked = PropertyAnnotations.Of(annotations);
        using var manager = Manager();
        manager.Start(name.Name, [.. UnitProperties.Starting(name, Slice, pid), .. asked]);
        var group = Cgroup.Adopt(Path, pid);
        var (properties, rounded) = Properties(manager, resources, warn);
        manager.Set(name.Name, properties);
        group.Apply(rounded);
    }

    /// <summary>Changes limits of a unit that was started before.</summary>
    public static void Update(string unit, bool isUsers, Cgroup group, LinuxResources resources, Action<string> warn)
    {
        using var manager = SystemdManager.Open(isUsers, warn);
        var (properties, rounded) = Properties(manager, resources, warn);

        // In version 1 systemd sets a unit's device rules anew with whatever is set, and for a moment none of them holds.
        var stops = CgroupLayout.Mode == CgroupMode.Legacy && !group.IsFrozen;
        if (stops)
            group.Freeze();
        try
        {
            manager.Set(unit, properties);
        }
        finally
        {
            if (stops)
                group.Thaw();
        }

        group.Apply(rounded);
    }

    /// <summary>Stops a unit and all that is in it.</summary>
    public static void Stop(string unit, bool isUsers, Action<string> warn)
    {
        using var manager = SystemdManager.Open(isUsers, warn);
        manager.Stop(unit);
    }

    /// <summary>Stops it, if it is there, and removes what is left of it, after a failure that is to be told.</summary>
    public void Remove()
    {
        try
        {
            Stop(name.Name, isUsers, warn);
        }
        catch (GantryException e)
        {
            warn(e.Message);
        }

        Cgroup.Open(Path).Remove();
    }

    private SystemdManager Manager() => SystemdManager.Open(isUsers, warn);

    private static (IReadOnlyList<(string Name, BusValue Value)> Properties, LinuxResources Rounded) Properties(SystemdManager manager, LinuxResources resources, Action<string> warn) =>
        UnitProperties.Of(resources, CgroupLayout.Mode == CgroupMode.Unified, () => manager.Version, warn);
}
