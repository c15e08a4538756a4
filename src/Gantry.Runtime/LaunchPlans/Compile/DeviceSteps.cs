using Gantry.Linux.Syscalls;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>Device files and the links every program expects in /dev. Where /dev is the host's, it stays as it is.</summary>
internal static class DeviceSteps
{
    private const uint Character = 0x2000;
    private const uint Block = 0x6000;
    private const uint Fifo = 0x1000;
    private const uint EverybodyWrites = 0x1b6;
    private const int OPEN_TREE_CLONE = 1;

    private static readonly LinuxDevice[] Common =
    [
        Device("/dev/null", 1, 3), Device("/dev/zero", 1, 5), Device("/dev/full", 1, 7), Device("/dev/random", 1, 8), Device("/dev/urandom", 1, 9), Device("/dev/tty", 5, 0),
    ];

    private static readonly (string Name, string Target)[] Links =
        [("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"), ("stdout", "/proc/self/fd/1"), ("stderr", "/proc/self/fd/2")];

    /// <summary>Adds the steps; answers whether there are any.</summary>
    public static bool Add(StepList steps, Register root, RuntimeSpec spec, LinuxConfig linux)
    {
        if ((spec.Mounts ?? []).Any(m => m.Destination.TrimEnd('/') == "/dev" && m.Type == "bind"))
            return false;
        var binds = (linux.Namespaces ?? []).Any(n => n.Type == "user");
        steps.Call(SystemCall.umask, 0);
        var given = (linux.Devices ?? []).Where(d => d.Path.Length > 0 && Path.GetFullPath(d.Path) != "/dev/ptmx").ToList();
        foreach (var device in Common.Where(c => given.TrueForAll(d => Path.GetFullPath(d.Path) != c.Path)).Concat(given))
        {
            if (binds)
                Bind(steps, root, device);
            else
                Make(steps, root, device);
        }

        var directory = steps.Get("open /dev", Operation.Target, root, "/dev", (long)TargetKind.Directory);
        foreach (var (name, target) in Links)
            Link(steps, directory, name, target);
        steps.Try(SystemCall.unlinkat, directory, "ptmx", 0);
        Link(steps, directory, "ptmx", "pts/ptmx");
        if (File.Exists("/proc/kcore"))
            Link(steps, directory, "core", "/proc/kcore");
        steps.Call(SystemCall.umask, 0x12);
        return true;
    }

    private static LinuxDevice Device(string path, long major, long minor) => new() { Path = path, Type = "c", Major = major, Minor = minor, FileMode = EverybodyWrites, Uid = 0, Gid = 0 };

    private static void Link(StepList steps, Register directory, string name, string target) =>
        steps.Add(StepList.Failing($"symlink /dev/{name}", (Operation)SystemCall.symlinkat, target, directory, name) with { Tolerated = Errno.EEXIST });

    /// <summary>In a user namespace nobody may make devices: the host's own is shown.</summary>
    private static void Bind(StepList steps, Register root, LinuxDevice device)
    {
        var what = $"bind {device.Path}";
        var tree = steps.Get(what, SystemCall.open_tree, OpenFlags.AT_FDCWD, device.Path, OPEN_TREE_CLONE | OpenFlags.O_CLOEXEC);
        steps.MoveMount(what, tree, steps.Get(what, Operation.TargetLike, root, device.Path, tree));
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

        // What is there already is left as it is.
        steps.Add(StepList.Failing($"mknod {device.Path}", (Operation)SystemCall.mknodat, parent, name, kind | (device.FileMode ?? EverybodyWrites), Number((uint)device.Major, (uint)device.Minor))
            with
        { Tolerated = Errno.EEXIST, Skip = 1 });
        steps.Call($"chown {device.Path}", SystemCall.fchownat, parent, name, device.Uid ?? 0, device.Gid ?? 0, OpenFlags.AT_SYMLINK_NOFOLLOW);
    }

    /// <summary>A device number as the kernel takes it (makedev(3)).</summary>
    private static long Number(uint major, uint minor) => ((long)(major & 0xfffff000) << 32) | ((major & 0xfff) << 8) | (minor & 0xff) | ((long)(minor & 0xffffff00) << 12);
}
