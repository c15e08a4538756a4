using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Files;

/// <summary>Lists open directories (getdents64(2)).</summary>
public static unsafe partial class DirectoryEntries
{
    /// <summary>The names in a directory without "." and "..", in ordinal order, in the form of <see cref="FileName"/>.</summary>
    /// <param name="directory">The directory, open for reading and at its beginning.</param>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static IReadOnlyList<string> Names(SafeFileHandle directory)
    {
        var names = new List<string>();
        var buffer = stackalloc byte[32768];
        while (true)
        {
            var length = getdents64(directory, buffer, 32768);
            if (length < 0) throw KernelException.Last("getdents64", "directory");
            if (length == 0) break;
            for (nint at = 0; at < length;)
            {
                var record = new ReadOnlySpan<byte>(buffer + at, (int)(length - at));
                var recordLength = BinaryPrimitives.ReadUInt16LittleEndian(record[16..]);
                var name = record[19..recordLength];
                name = name[..name.IndexOf((byte)0)];
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8)) names.Add(Encoding.Latin1.GetString(name));
                at += recordLength;
            }
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint getdents64(SafeFileHandle directory, byte* buffer, nuint size);
}
