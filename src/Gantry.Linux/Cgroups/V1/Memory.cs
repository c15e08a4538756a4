using System.Globalization;

using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Linux.Cgroups.V1;

/// <summary>Memory limits.</summary>
internal static class Memory
{
    private const string Limit = "memory.limit_in_bytes";
    private const string Swap = "memory.memsw.limit_in_bytes";

    /// <summary>Whether the memory controller has to do anything. Limits of kernel memory are ignored, as present kernels do.</summary>
    public static bool Concerns(LinuxMemory memory) =>
        memory is not { Limit: null or 0, Swap: null or 0, Reservation: null or 0, Swappiness: null, DisableOOMKiller: null or false };

    public static void Apply(string directory, LinuxMemory memory)
    {
        var (limit, swap) = (memory.Limit ?? 0, memory.Swap ?? 0);

        // Without accounting of swap there is nothing to lift; a limit on it is an error below.
        if (limit == -1 && swap == 0 && File.Exists($"{directory}/{Swap}"))
            swap = -1;

        // The limit with swap may never be below the one without: which is written first depends on the direction.
        var raised = limit != 0 && swap != 0 && (swap == -1 || swap > CgroupFile.ReadNumber(directory, Swap));
        if (raised)
            Set(directory, Swap, swap);
        if (limit != 0)
            Set(directory, Limit, limit);
        if (swap != 0 && !raised)
            Set(directory, Swap, swap);

        if (memory.Reservation is { } reservation and not 0)
            CgroupFile.Write(directory, "memory.soft_limit_in_bytes", reservation);
        if (memory.Swappiness is { } swappiness)
        {
            if (swappiness > 100)
                throw new GantryException(ErrorKind.Invalid, $"invalid memory swappiness value: {swappiness} (valid range is 0-100)");
            CgroupFile.Write(directory, "memory.swappiness", (long)swappiness);
        }

        if (memory.DisableOOMKiller == true)
            CgroupFile.Write(directory, "memory.oom_control", 1);
    }

    private static void Set(string directory, string file, long value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        var errno = CgroupFile.TryWrite(directory, file, text);
        if (errno == Errno.EBUSY)
        {
            var (usage, peak) = (CgroupFile.ReadNumber(directory, "memory.usage_in_bytes"), CgroupFile.ReadNumber(directory, "memory.max_usage_in_bytes"));
            throw new GantryException(ErrorKind.Invalid, $"unable to set memory limit to {value} (current usage: {usage}, peak usage: {peak})");
        }

        if (errno != 0)
            throw CgroupFile.Failure(directory, file, text, errno);
    }
}
