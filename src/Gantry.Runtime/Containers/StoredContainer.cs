using System.Text.Json;

using Gantry.Linux.Cgroups;
using Gantry.Linux.Processes;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Systemd;

namespace Gantry.Runtime.Containers;

/// <summary>A container as its directory and the kernel know it.</summary>
/// <param name="directory">Its directory.</param>
/// <param name="record">What is kept of it.</param>
public sealed class StoredContainer(string directory, ContainerRecord record)
{
    internal const string RecordName = "state.json";
    internal const string GateName = "exec.fifo";

    /// <summary>Its directory.</summary>
    public string Directory { get; } = directory;

    /// <summary>What is kept of it.</summary>
    public ContainerRecord Record { get; private set; } = record;

    /// <summary>Its control group; null when it has none of its own.</summary>
    public Cgroup? Cgroup => Record.CgroupPath is { } path ? Cgroup.Open(path) : null;

    internal string GatePath => Path.Combine(Directory, GateName);

    /// <summary>Whether its first process lives.</summary>
    public bool IsAlive => Record.Pid > 0 && ProcessStatus.Read(Record.Pid) is { HasEnded: false } status && status.StartTicks == Record.StartTicks;

    /// <summary>Where it is in its life.</summary>
    public ContainerStatus Status()
    {
        if (Cgroup is { IsFrozen: true })
            return ContainerStatus.Paused;
        if (!IsAlive)
            return ContainerStatus.Stopped;
        return File.Exists(GatePath) ? ContainerStatus.Created : ContainerStatus.Running;
    }

    /// <summary>Changes its limits; what is null stays.</summary>
    /// <exception cref="GantryException">Invalid, when it has no control group of its own or a limit is refused.</exception>
    public void Limit(LinuxResources resources, Action<string> warn)
    {
        var group = Cgroup ?? throw new GantryException(ErrorKind.Invalid, "the container has no control group of its own: it can be neither paused nor limited");
        if (Record.Unit is { } unit)
            ContainerUnit.Update(unit, Record.IsUsersUnit, group, resources, warn);
        else
            group.Apply(resources);
    }

    /// <summary>What hooks read and <c>state</c> prints.</summary>
    public RuntimeState State(ContainerStatus status) => new()
    {
        OciVersion = Record.OciVersion,
        Id = Record.Id,
        Status = status.ToString().ToLowerInvariant(),
        Pid = status == ContainerStatus.Stopped ? null : Record.Pid,
        Bundle = Record.Bundle,
        Annotations = Record.Annotations,
    };

    /// <summary>Its document, as its bundle has it now.</summary>
    /// <exception cref="GantryException">The bundle has no valid document.</exception>
    public RuntimeSpec Spec() => BundleFile.Load(Record.Bundle);

    /// <summary>Keeps a changed record.</summary>
    internal void Save(ContainerRecord changed)
    {
        Record = changed;
        var path = Path.Combine(Directory, RecordName);
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(changed, ContainerRecordWriting.Default.ContainerRecord));
        File.Move(path + ".new", path, overwrite: true);
    }
}
