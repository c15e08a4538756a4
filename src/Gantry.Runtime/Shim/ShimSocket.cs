using System.Globalization;
using System.Text;

using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Shim;

/// <summary>The shim's traces in its directory: the socket <c>shim.sock</c>, and at the end the file <c>exit</c>.</summary>
internal static unsafe class ShimSocket
{
    public const string Name = "shim.sock";
    public const string ExitName = "exit";

    /// <summary>Listens in a directory. A socket's path has at most 107 bytes, so the directory is named by its descriptor.</summary>
    public static int Listen(byte* directory)
    {
        var parent = (int)Kernel.Call(SystemCall.openat, OpenFlags.AT_FDCWD, (nint)directory, OpenFlags.O_PATH | OpenFlags.O_CLOEXEC);
        var socket = (int)Kernel.Call(SystemCall.socket, 1, 1 | OpenFlags.O_CLOEXEC, 0);
        byte* address = stackalloc byte[110];
        *(ushort*)address = 1;
        var length = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{parent}/{Name}\0"), new Span<byte>(address + 2, 108));
        Kernel.Call(SystemCall.bind, socket, (nint)address, 2 + length);
        Kernel.Call(SystemCall.listen, socket, 16);
        Kernel.Call(SystemCall.close, parent);
        return socket;
    }

    /// <summary>Leaves code and time for a daemon that is not there now.</summary>
    public static void WriteExit(byte* directory, int code, long at)
    {
        var parent = (int)Kernel.Call(SystemCall.openat, OpenFlags.AT_FDCWD, (nint)directory, OpenFlags.O_PATH | OpenFlags.O_CLOEXEC);
        if (parent < 0)
            return;
        byte* text = stackalloc byte[64];
        var length = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{code} {at}\n"), new Span<byte>(text, 64));
        fixed (byte* temporary = "exit.new\0"u8, final = "exit\0"u8)
        {
            var file = Kernel.Call(SystemCall.openat, parent, (nint)temporary, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_CLOEXEC, 0x180);
            Kernel.Retry(SystemCall.write, file, (nint)text, length);
            Kernel.Call(SystemCall.close, file);
            Kernel.Call(SystemCall.renameat, parent, (nint)temporary, parent, (nint)final);
        }

        Kernel.Call(SystemCall.close, parent);
    }

    /// <summary>Reads what <see cref="WriteExit"/> left; null when there is nothing.</summary>
    public static ProcessExit? ReadExit(string directory)
    {
        try
        {
            var parts = File.ReadAllText(Path.Combine(directory, ExitName)).Split(' ');
            return new ProcessExit(int.Parse(parts[0], CultureInfo.InvariantCulture), TimeOf(long.Parse(parts[1], CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Nanoseconds since 1970 as a time.</summary>
    public static DateTimeOffset TimeOf(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100);
}
