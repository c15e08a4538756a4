using System.Runtime.InteropServices;

namespace Gantry.Linux.Processes;

/// <summary>The argument of clone3(2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct CloneArguments
{
#pragma warning disable CS1591 // clone(2)
    public const ulong CLONE_PIDFD = 0x00001000;
    public const ulong CLONE_CLEAR_SIGHAND = 0x100000000;
    public const ulong CLONE_INTO_CGROUP = 0x200000000;

    public ulong Flags;
    public ulong PidFd;
    public ulong ChildTid;
    public ulong ParentTid;
    public ulong ExitSignal;
    public ulong Stack;
    public ulong StackSize;
    public ulong Tls;
    public ulong SetTid;
    public ulong SetTidSize;
    public ulong Cgroup;
#pragma warning restore CS1591
}
