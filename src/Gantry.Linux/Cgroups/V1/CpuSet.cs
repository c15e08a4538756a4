using Gantry.Oci.Runtime;

namespace Gantry.Linux.Cgroups.V1;

/// <summary>CPUs and memory nodes. A new group has none, and takes no process until it has.</summary>
internal static class CpuSet
{
    private static readonly string[] Files = ["cpuset.cpus", "cpuset.mems"];

    /// <summary>Copies down what each level misses from the level above.</summary>
    public static void Inherit(string mount, string path)
    {
        foreach (var file in Files)
            _ = Fill(mount, path, file);
    }

    public static void Apply(string directory, LinuxCpu cpu)
    {
        if (cpu.Cpus is { Length: > 0 } cpus)
            CgroupFile.Write(directory, "cpuset.cpus", cpus);
        if (cpu.Mems is { Length: > 0 } nodes)
            CgroupFile.Write(directory, "cpuset.mems", nodes);
    }

    /// <summary>Looks upwards from the group: mostly it has its value, or its parent has it.</summary>
    private static string Fill(string mount, string path, string file)
    {
        var directory = mount + path;
        var value = CgroupFile.ReadText(directory, file) ?? "";
        if (value.Length > 0 || path.Length == 0)
            return value;
        value = Fill(mount, path[..path.LastIndexOf('/')], file);
        CgroupFile.Write(directory, file, value);
        return value;
    }
}
