using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;
using Gantry.Oci.Runtime;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Cgroups.V2;

/// <summary>Which device files may be used: version 2 has no list but asks a program attached to the group (bpf(2)).</summary>
internal static unsafe partial class Devices
{
    private const nint SYS_bpf = 321;
    private const int BPF_PROG_LOAD = 5;
    private const int BPF_PROG_ATTACH = 8;
    private const int BPF_PROG_DETACH = 9;
    private const int BPF_PROG_GET_FD_BY_ID = 13;
    private const int BPF_PROG_QUERY = 16;
    private const uint BPF_PROG_TYPE_CGROUP_DEVICE = 15;
    private const uint BPF_CGROUP_DEVICE = 6;
    private const uint BPF_F_ALLOW_MULTI = 2;
    private const int MostPrograms = 64;

    public static void Apply(string directory, IReadOnlyList<LinuxDeviceCgroup> rules)
    {
        using var group = OpenDirectory(directory);
        var old = Attached(group, directory);
        using var program = Load(DeviceProgram.Compile(DeviceRules.Of(rules)), directory);
        Attach(BPF_PROG_ATTACH, group, program, BPF_F_ALLOW_MULTI, directory);

        // All programs of a group must agree. The new one is there before the old ones go, so that nothing is open in between.
        foreach (var id in old)
        {
            using var earlier = FromId(id, directory);
            Attach(BPF_PROG_DETACH, group, earlier, 0, directory);
        }
    }

    /// <summary>Numbers of the programs attached to a group.</summary>
    internal static uint[] Attached(string directory)
    {
        using var group = OpenDirectory(directory);
        return Attached(group, directory);
    }

    private static SafeFileHandle OpenDirectory(string directory)
    {
        var descriptor = open(directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC);
        return descriptor < 0 ? throw KernelException.Last("open", directory) : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static SafeFileHandle Load(byte[] program, string directory)
    {
        fixed (byte* instructions = program)
        fixed (byte* license = "Apache-2.0\0"u8)
        {
            var attributes = default(Attributes);
            attributes.Words[0] = BPF_PROG_TYPE_CGROUP_DEVICE;
            attributes.Words[1] = (uint)(program.Length / 8);
            attributes.Pointer(2) = (ulong)instructions;
            attributes.Pointer(4) = (ulong)license;
            return new SafeFileHandle(Call(BPF_PROG_LOAD, ref attributes, 48, directory), ownsHandle: true);
        }
    }

    private static void Attach(int command, SafeFileHandle group, SafeFileHandle program, uint flags, string directory)
    {
        var attributes = default(Attributes);
        attributes.Words[0] = (uint)group.DangerousGetHandle();
        attributes.Words[1] = (uint)program.DangerousGetHandle();
        attributes.Words[2] = BPF_CGROUP_DEVICE;
        attributes.Words[3] = flags;
        Call(command, ref attributes, 20, directory);
    }

    private static uint[] Attached(SafeFileHandle group, string directory)
    {
        var ids = stackalloc uint[MostPrograms];
        var attributes = default(Attributes);
        attributes.Words[0] = (uint)group.DangerousGetHandle();
        attributes.Words[1] = BPF_CGROUP_DEVICE;
        attributes.Pointer(4) = (ulong)ids;
        attributes.Words[6] = MostPrograms;

        // The size takes in the revision: kernels from 6.17 on write it whatever size they are told.
        Call(BPF_PROG_QUERY, ref attributes, 64, directory);
        return new Span<uint>(ids, (int)attributes.Words[6]).ToArray();
    }

    private static SafeFileHandle FromId(uint id, string directory)
    {
        var attributes = default(Attributes);
        attributes.Words[0] = id;
        return new SafeFileHandle(Call(BPF_PROG_GET_FD_BY_ID, ref attributes, 12, directory), ownsHandle: true);
    }

    private static int Call(int command, ref Attributes attributes, nint size, string directory)
    {
        fixed (Attributes* block = &attributes)
        {
            var result = (int)syscall(SYS_bpf, command, (nint)block, size);
            return result < 0 ? throw KernelException.Last("bpf", $"device filter of {directory}") : result;
        }
    }

    /// <summary>union bpf_attr, by words; each command has its own fields.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public fixed uint Words[64];

        [System.Diagnostics.CodeAnalysis.UnscopedRef]
        public ref ulong Pointer(int word) => ref System.Runtime.CompilerServices.Unsafe.As<uint, ulong>(ref Words[word]);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint command, nint attributes, nint size);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);
}
