using System.Runtime.InteropServices;

namespace Gantry.Linux.Files;

/// <summary>Of what kind the file system is that a path lies on (statfs(2)).</summary>
public static partial class FileSystemKind
{
    private const long PROC_SUPER_MAGIC = 0x9fa0;

    /// <summary>Whether a path leads to the kernel's view of processes; false also where it leads nowhere.</summary>
    public static bool IsProc(string path)
    {
        var status = default(FileSystemStatus);
        return statfs(path, ref status) == 0 && status.Type == PROC_SUPER_MAGIC;
    }

    /// <summary>The start of the kernel's <c>struct statfs</c>, with room for the rest.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct FileSystemStatus
    {
        public long Type;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statfs(string path, ref FileSystemStatus status);
}
