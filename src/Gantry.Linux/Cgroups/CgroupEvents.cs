using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Cgroups;

/// <summary>Waits for what the kernel announces in <c>cgroup.events</c> of a v2 group: <c>populated</c> and <c>frozen</c> (cgroups(7)).
/// On a hybrid host the same processes are members of the v2 tree, so its word holds for the v1 hierarchies too.</summary>
internal static partial class CgroupEvents
{
    private const short POLLPRI = 2;

    /// <summary>Returns when <paramref name="key"/> has the value; false when it did not come to that in time or the group has no such file.</summary>
    public static bool Await(string directory, string key, int value, TimeSpan limit)
    {
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(directory + "/cgroup.events");
        }
        catch (IOException)
        {
            return false;
        }

        using (file)
        {
            var wanted = string.Create(CultureInfo.InvariantCulture, $"{key} {value}");
            var clock = Stopwatch.StartNew();
            Span<byte> buffer = stackalloc byte[256];
            while (true)
            {
                // Reading arms the notification: what changes after it ends the poll.
                int length;
                try
                {
                    length = RandomAccess.Read(file, buffer, 0);
                }
                catch (IOException)
                {
                    return false; // the group is gone
                }

                if (System.Text.Encoding.ASCII.GetString(buffer[..length]).Split('\n').Contains(wanted))
                    return true;
                var left = limit - clock.Elapsed;
                if (left <= TimeSpan.Zero)
                    return false;
                var request = new PollRequest { Descriptor = (int)file.DangerousGetHandle(), Events = POLLPRI };
                if (poll(ref request, 1, (int)Math.Ceiling(left.TotalMilliseconds)) < 0 && Marshal.GetLastPInvokeError() != Errno.EINTR)
                    throw KernelException.Last("poll", directory + "/cgroup.events");
            }
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(ref PollRequest requests, nuint count, int timeout);
}
