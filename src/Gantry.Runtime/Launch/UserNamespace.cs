using Gantry.Linux.Files;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Runtime.Launch;

/// <summary>User namespaces, and what they own, by descriptors; nobody is in them (user_namespaces(7)).</summary>
public static unsafe class UserNamespace
{
    private const int SIGCHLD = 17;

    /// <summary>A user namespace with the given mappings.</summary>
    /// <param name="users">How its users' ids are the host's.</param>
    /// <param name="groups">How its groups' ids are the host's.</param>
    /// <exception cref="GantryException">The kernel refuses the mappings.</exception>
    public static SafeFileHandle Create(IReadOnlyList<LinuxIdMapping> users, IReadOnlyList<LinuxIdMapping> groups) =>
        Hold((ulong)NamespaceFlags.User, null, pid =>
        {
            IdMaps.Write(pid, users, groups);
            return OpenFile.Open($"/proc/{pid}/ns/user", OpenFlags.O_RDONLY);
        });

    /// <summary>A network namespace that belongs to a user namespace: only who is root there may change it, and see it in a sysfs.</summary>
    /// <param name="owner">The user namespace.</param>
    public static SafeFileHandle CreateNetwork(SafeFileHandle owner) =>
        Hold(0, owner, pid => OpenFile.Open($"/proc/{pid}/ns/net", OpenFlags.O_RDONLY));

    /// <summary>A child makes or enters the namespaces and stays until they have been opened.</summary>
    private static SafeFileHandle Hold(ulong made, SafeFileHandle? owner, Func<int, SafeFileHandle> open)
    {
        Kernel.Bind();
        int* ready = stackalloc int[2];
        if (Kernel.Call(SystemCall.pipe2, (nint)ready, OpenFlags.O_CLOEXEC) is < 0 and var failed)
            throw new KernelException("pipe2", "user namespace", (int)-failed);
        var joined = owner?.DangerousGetHandle() ?? -1;
        var pidfd = -1;
        var clone = new CloneArguments { Flags = CloneArguments.CLONE_PIDFD | made, PidFd = (ulong)&pidfd, ExitSignal = SIGCHLD };
        var pid = (int)Kernel.Call(SystemCall.clone3, (nint)(&clone), sizeof(CloneArguments));
        if (pid == 0)
            Stay((int)joined, ready[1]);
        Kernel.Call(SystemCall.close, ready[1]);
        using var reports = new FileStream(new SafeFileHandle(ready[0], ownsHandle: true), FileAccess.Read, bufferSize: 0);
        if (pid < 0)
            throw new KernelException("clone3", "user namespace", -pid);
        var holder = new LaunchedProcess(pid, pidfd);
        try
        {
            Span<byte> report = stackalloc byte[sizeof(int)];
            var errno = reports.ReadAtLeast(report, report.Length, throwOnEndOfStream: false) == sizeof(int) ? BitConverter.ToInt32(report) : Errno.ESRCH;
            return errno == 0 ? open(pid) : throw new KernelException("setns", "user namespace", errno);
        }
        finally
        {
            holder.Kill();
            holder.Wait();
            Kernel.Call(SystemCall.close, pidfd);
        }
    }

    /// <summary>The child. Nothing here may allocate.</summary>
    private static void Stay(int owner, int ready)
    {
        nint result = 0;
        if (owner >= 0)
        {
            result = Kernel.Call(SystemCall.setns, owner, (nint)NamespaceFlags.User);
            if (result >= 0)
                result = Kernel.Call(SystemCall.unshare, (nint)NamespaceFlags.Network);
        }

        var errno = (int)-Math.Min(result, 0);
        Kernel.Call(SystemCall.write, ready, (nint)(&errno), sizeof(int));
        while (true)
            Kernel.Call(SystemCall.poll, 0, 0, -1);
    }
}
