using Gantry.Linux.Syscalls;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>Device files and the links every program expects in /dev. Where /dev is the host's, it stays as it is.</summary>
internal static class DeviceSteps
{
    private const uint Character = 0x2000;
    private const uint Block = 0x6000;
    private const uint Fifo = 0x1000;

    private static readonly (string Name, uint Major, uint Minor)[] Common = [("null", 1, 3), ("zero", 1, 5), ("full", 1, 7), ("random", 1, 8), ("urandom", 1, 9), ("tty", 5, 0)];

    private static readonly (string Name, string Target)[] Links =
        [("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"), ("stdout", "/proc/self/fd/1"), ("stderr", "/proc/self/fd/2"), ("ptmx", "pts/ptmx")];

    public static void Add(StepList steps, Register root, RuntimeSpec spec, LinuxConfig linux)
    {
        if (!(spec.Mounts ?? []).Any(m => m.Destination.TrimEnd('/') == "/dev" && m.Type != "bind"))
            return;
        steps.Call(SystemCall.umask, 0);
        var directory = steps.Get("open /dev", Operation.Target, root, "/dev", (long)TargetKind.Directory);
        foreach (var (name, major, minor) in Common)
            steps.Call($"mknod /dev/{name}", SystemCall.mknodat, directory, name, Character | 0x1b6, Number(major, minor));
        foreach (var (name, target) in Links)
            steps.Call($"symlink /dev/{name}", SystemCall.symlinkat, target, directory, name);
        if (File.Exists("/proc/kcore"))
            steps.Call("symlink /dev/core", SystemCall.symlinkat, "/proc/kcore", directory, "core");
        foreach (var device in linux.Devices ?? [])
            Make(steps, root, device);
        steps.Call(SystemCall.umask, 0x12);
    }

    private static void Make(StepList steps, Register root, LinuxDevice device)
    {
        var kind = device.Type switch
        {
            "b" => Block,
            "p" => Fifo,
            _ => Character,
        };
        var parent = steps.Get($"mknod {device.Path}", Operation.Target, root, Path.GetDirectoryName(device.Path) ?? "/", (long)TargetKind.Directory);
        var name = Path.GetFileName(device.Path);

        // A name that is there already is one of the common devices, or the same device asked for twice.
        steps.Add(new LaunchStep
        {
            Operation = (Operation)SystemCall.mknodat,
            Arguments = [parent, name, kind | (device.FileMode ?? 0x1b6), Number((uint)device.Major, (uint)device.Minor)],
            Tolerated = Errno.EEXIST,
            Skip = 1,
        });
        steps.Call($"chown {device.Path}", SystemCall.fchownat, parent, name, device.Uid ?? 0, device.Gid ?? 0, OpenFlags.AT_SYMLINK_NOFOLLOW);
    }

    /// <summary>A device number as the kernel takes it (makedev(3)).</summary>
    private static long Number(uint major, uint minor) => ((long)(major & 0xfffff000) << 32) | ((major & 0xfff) << 8) | (minor & 0xff) | ((long)(minor & 0xffffff00) << 12);
}
