using Gantry.Linux.Processes;
using Gantry.Oci.Errors;

namespace Gantry.Runtime.Shim;

/// <summary>The shims that live on this host, found by their command line. A daemon that ended in the middle of a start leaves one that
/// listens nowhere yet: it can only be found this way.</summary>
public sealed class ShimTable
{
    private const int SIGKILL = 9;

    private readonly Dictionary<string, int> processes = new(StringComparer.Ordinal);

    /// <summary>Looks through all processes once.</summary>
    public static ShimTable Read()
    {
        var table = new ShimTable();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), out var pid))
                continue;
            try
            {
                if (File.ReadAllText(directory + "/cmdline").Split('\0') is [_, "shim", var id, ..])
                    table.processes[id] = pid;
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return table;
    }

    /// <summary>Kills the shim of a container or session, if one was found. Its process is killed by its cgroup.</summary>
    public void Kill(string id)
    {
        if (!processes.TryGetValue(id, out var pid) || ProcessHandle.Open(pid) is not { } handle)
            return;
        using (handle)
        {
            try
            {
                // The number may be another process's by now.
                if (File.ReadAllText($"/proc/{pid}/cmdline").Split('\0') is [_, "shim", var found, ..] && found == id)
                    handle.Signal(SIGKILL);
            }
            catch (Exception e) when (e is IOException || e is GantryException { Kind: ErrorKind.NotFound })
            {
                // It has ended by itself.
            }
        }
    }
}
