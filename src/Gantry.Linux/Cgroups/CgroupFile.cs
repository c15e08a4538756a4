using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

namespace Gantry.Linux.Cgroups;

/// <summary>Reads and writes the kernel's control files, one value a call.</summary>
/// <remarks>Bare calls: the framework's files cost an fstat(2), an flock(2) and an lseek(2) more each, and a start makes dozens of these.</remarks>
internal static partial class CgroupFile
{
    /// <summary>Writes in one call, as the kernel wants it; a failure names the file, the value and what may be missing.</summary>
    public static void Write(string directory, string file, string value)
    {
        if (TryWrite(directory, file, value) is var errno and not 0)
            throw Failure(directory, file, value, errno);
    }

    public static void Write(string directory, string file, long value) => Write(directory, file, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes several values through one descriptor, each in a call of its own.</summary>
    public static void Write(string directory, string file, IEnumerable<string> values)
    {
        var descriptor = -1;
        try
        {
            foreach (var value in values)
            {
                if (descriptor < 0 && (descriptor = Open(directory, file, OpenFlags.O_WRONLY)) < 0)
                    throw Failure(directory, file, value, Marshal.GetLastPInvokeError());
                if (Write(descriptor, value) is var errno and not 0)
                    throw Failure(directory, file, value, errno);
            }
        }
        finally
        {
            if (descriptor >= 0)
                _ = close(descriptor);
        }
    }

    /// <summary>Writes and returns the kernel's error number, zero for success.</summary>
    public static int TryWrite(string directory, string file, string value)
    {
        var descriptor = Open(directory, file, OpenFlags.O_WRONLY);
        if (descriptor < 0)
            return Marshal.GetLastPInvokeError();
        var errno = Write(descriptor, value);
        _ = close(descriptor);
        return errno;
    }

    public static GantryException Failure(string directory, string file, string value, int errno) => errno == Errno.ENOENT
        ? new GantryException(ErrorKind.Invalid, Directory.Exists(directory)
            ? $"this kernel cannot do it: {file} is not there in {directory}; the controller or its option is not built in or not enabled"
            : $"cgroup {directory} is not there")
        : new GantryException(ErrorKind.Invalid, $"failed to write \"{value}\": write {directory}/{file}: {Errno.Text(errno)}", new KernelException("write", $"{directory}/{file}", errno));

    /// <summary>Whole content without the last line break; null when the file is not there or cannot be read.</summary>
    public static string? ReadText(string directory, string file)
    {
        var descriptor = Open(directory, file);
        if (descriptor < 0)
            return null;
        try
        {
            return ReadText(descriptor);
        }
        finally
        {
            Close(descriptor);
        }
    }

    /// <summary>Opens a file to be read more than once; below zero when that cannot be.</summary>
    public static int Open(string directory, string file) => Open(directory, file, OpenFlags.O_RDONLY);

    /// <summary>Lets go of an open file.</summary>
    public static void Close(int descriptor) => _ = close(descriptor);

    /// <summary>Whole content of an open file, as it is now, without the last line break; null when it cannot be read.</summary>
    public static string? ReadText(int descriptor)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            for (var length = 0; ;)
            {
                var room = buffer.Length - length;
                var count = pread(descriptor, ref buffer[length], room, length);
                if (count < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR)
                    continue;
                if (count < 0)
                    return null;
                length += (int)count;
                if (count < room) // the kernel makes a file's text whole before it hands any of it out
                    return Encoding.UTF8.GetString(buffer.AsSpan(0, length)).TrimEnd('\n');
                var larger = ArrayPool<byte>.Shared.Rent(length * 2);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A single number; zero when the file is not there, <see cref="long.MaxValue"/> for <c>max</c>.</summary>
    public static long ReadNumber(string directory, string file) => ReadText(directory, file) switch
    {
        null => 0,
        "max" => long.MaxValue,
        var text => ulong.TryParse(text, CultureInfo.InvariantCulture, out var value) ? (long)Math.Min(value, long.MaxValue) : long.TryParse(text, CultureInfo.InvariantCulture, out var negative) ? negative : 0,
    };

    /// <summary>Lines of <c>name value</c>.</summary>
    public static IReadOnlyDictionary<string, ulong> ReadMap(string directory, string file) => Map(ReadText(directory, file));

    /// <summary>Lines of <c>name value</c>.</summary>
    public static IReadOnlyDictionary<string, ulong> Map(string? text)
    {
        var map = new SortedDictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var space = line.IndexOf(' ');
            if (space > 0 && ulong.TryParse(line[(space + 1)..], CultureInfo.InvariantCulture, out var value))
                map[line[..space].ToString()] = value;
        }

        return map;
    }

    /// <summary>Numbers, one a line; processes of which this namespace knows nothing are shown as zero and left out.</summary>
    public static IEnumerable<int> ReadPids(string directory, string file) =>
        (ReadText(directory, file) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => int.Parse(l, CultureInfo.InvariantCulture)).Where(pid => pid > 0);

    private static int Open(string directory, string file, int flags) => open($"{directory}/{file}", flags | OpenFlags.O_CLOEXEC);

    private static int Write(int descriptor, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);

        // An empty value is still a write: it clears what the file holds.
        ref var first = ref MemoryMarshal.GetArrayDataReference(bytes);
        while (write(descriptor, ref first, bytes.Length) < 0)
        {
            if (Marshal.GetLastPInvokeError() is var errno and not Errno.EINTR)
                return errno;
        }

        return 0;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, ref byte buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pread(int descriptor, ref byte buffer, nint count, long offset);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
