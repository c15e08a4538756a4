using System.Runtime.InteropServices;
using System.Text;

using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Files;

/// <summary>Extended attributes (xattr(7)) of a name inside an open directory; symbolic links are never followed. Attribute names and
/// file names are in the form of <see cref="FileName"/>; an empty file name means what the
/// handle itself stands for, whatever kind of file it is.</summary>
public static unsafe partial class ExtendedAttributes
{
    /// <summary>overlayfs's mark that a directory hides what lies below it; the value is "y".</summary>
    public const string Opaque = "trusted.overlay.opaque";

    private const int NoSuchAttribute = 61; // ENODATA
    private const int SizeLimit = 65536;    // XATTR_SIZE_MAX, XATTR_LIST_MAX

    /// <summary>Sets an attribute. Answers the error number, 0 for success.</summary>
    public static int TrySet(SafeFileHandle directory, string name, string attribute, ReadOnlySpan<byte> value)
    {
        fixed (byte* p = Address(directory, name))
        fixed (byte* a = FileName.Terminated(attribute, stackalloc byte[512]))
        fixed (byte* v = value)
            return (name.Length == 0 ? setxattr(p, a, v, (nuint)value.Length, 0) : lsetxattr(p, a, v, (nuint)value.Length, 0)) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>Sets an attribute of an open file (fsetxattr(2)). Answers the error number, 0 for success.</summary>
    public static int TrySet(SafeFileHandle file, string attribute, ReadOnlySpan<byte> value)
    {
        fixed (byte* a = FileName.Terminated(attribute, stackalloc byte[512]))
        fixed (byte* v = value)
            return fsetxattr(file, a, v, (nuint)value.Length, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>An attribute's value, or null when the file has none of that name.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static byte[]? Get(SafeFileHandle directory, string name, string attribute)
    {
        Span<byte> value = stackalloc byte[256];
        var terminated = FileName.Terminated(attribute, stackalloc byte[512]);
        byte[]? large = null;
        while (true)
        {
            nint length;
            fixed (byte* p = Address(directory, name))
            fixed (byte* a = terminated)
            fixed (byte* v = large ?? value)
                length = name.Length == 0 ? getxattr(p, a, v, (nuint)(large?.Length ?? value.Length)) : lgetxattr(p, a, v, (nuint)(large?.Length ?? value.Length));
            if (length >= 0) return (large ?? value)[..(int)length].ToArray();
            var errno = Marshal.GetLastPInvokeError();
            if (errno is NoSuchAttribute or Errno.EOPNOTSUPP or Errno.ENOENT) return null;
            if (errno != 34 /* ERANGE */ || large is not null) throw new KernelException("getxattr", FileName.ToText(name), errno);
            large = new byte[SizeLimit];
        }
    }

    /// <summary>The names of all attributes, sorted; none where the file system keeps none.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static IReadOnlyList<string> List(SafeFileHandle directory, string name)
    {
        Span<byte> names = stackalloc byte[1024];
        byte[]? large = null;
        while (true)
        {
            nint length;
            fixed (byte* p = Address(directory, name))
            fixed (byte* v = large ?? names)
                length = name.Length == 0 ? listxattr(p, v, (nuint)(large?.Length ?? names.Length)) : llistxattr(p, v, (nuint)(large?.Length ?? names.Length));
            if (length == 0) return [];
            if (length > 0)
            {
                var text = Encoding.Latin1.GetString((large ?? names)[..(int)length]);
                var list = text.Split('\0', StringSplitOptions.RemoveEmptyEntries);
                Array.Sort(list, StringComparer.Ordinal);
                return list;
            }

            var errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.EOPNOTSUPP) return [];
            if (errno != 34 /* ERANGE */ || large is not null) throw new KernelException("listxattr", FileName.ToText(name), errno);
            large = new byte[SizeLimit];
        }
    }

    /// <summary>There are no calls for attributes by directory and name before Linux 6.13; the descriptor's magic link leads there. It is the one link
    /// that must be followed, and no further one is.</summary>
    private static byte[] Address(SafeFileHandle directory, string name) => Encoding.Latin1.GetBytes(name.Length == 0
        ? $"/proc/self/fd/{directory.DangerousGetHandle()}\0"
        : $"/proc/self/fd/{directory.DangerousGetHandle()}/{name}\0");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setxattr(byte* path, byte* name, byte* value, nuint size, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint getxattr(byte* path, byte* name, byte* value, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint listxattr(byte* path, byte* list, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int lsetxattr(byte* path, byte* name, byte* value, nuint size, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsetxattr(SafeFileHandle file, byte* name, byte* value, nuint size, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint lgetxattr(byte* path, byte* name, byte* value, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint llistxattr(byte* path, byte* list, nuint size);
}
