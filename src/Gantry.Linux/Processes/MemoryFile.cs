using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Processes;

/// <summary>A file in memory without a name (memfd_create(2)), for handing bytes to a child.</summary>
public static partial class MemoryFile
{
    private const uint MFD_CLOEXEC = 1;

    /// <summary>Makes one with the given content.</summary>
    public static SafeFileHandle Create(string name, ReadOnlySpan<byte> content)
    {
        var descriptor = memfd_create(name, MFD_CLOEXEC);
        if (descriptor < 0)
            throw KernelException.Last("memfd_create", name);
        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.Write(file, content, 0);
        return file;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);
}
