using System.Globalization;

using Gantry.Oci.Runtime;

namespace Gantry.Engine.Containers.Specs;

/// <summary>The mounts of a container: what every Linux program expects, then the user's, then the files the engine writes.</summary>
internal static class MountsSpec
{
    public static IReadOnlyList<Mount> Build(Container container, LaunchFacts facts)
    {
        var host = container.HostConfig;
        // A relative place, which only the image's volumes can have, starts at the root.
        var user = container.Mounts.Select(m => m.Destination.StartsWith('/') ? m : m with { Destination = Path.GetFullPath(m.Destination, "/") }).OrderBy(m => m.Destination.Count(c => c == '/')).ToList();
        var taken = user.Select(m => m.Destination).ToHashSet(StringComparer.Ordinal);
        var mounts = System(host, facts).Where(m => !taken.Contains(m.Destination)).ToList();
        var maps = facts.UserSpace is not null;
        string[] names = ["rbind", "rprivate", .. facts.IsBuildStep ? ["ro", "nosuid", "nodev", "noexec"] : host.ReadonlyRootfs ? ["ro"] : (string[])[], .. maps ? ["idmap"] : (string[])[]];
        mounts.AddRange(user.Select(m => User(m, maps)));
        foreach (var file in Runs.NameFiles.Names)
        {
            if (!taken.Contains("/etc/" + file) && !(facts.IsBuildStep && file == "hostname"))
                mounts.Add(new Mount { Destination = "/etc/" + file, Type = "bind", Source = Path.Combine(facts.NameFiles, file), Options = names });
        }

        if (facts.Init is not null)
            mounts.Add(new Mount { Destination = SpecBuilder.InitPath, Type = "bind", Source = facts.Init, Options = ["bind", "ro"] });
        return mounts;
    }

    private static IEnumerable<Mount> System(HostConfig host, LaunchFacts facts)
    {
        var kernel = host.Privileged ? "rw" : "ro";
        var cgroups = SecurityOptions.Parse(host).WritableCgroups switch
        {
            true => "rw",
            false => "ro",
            null => kernel,
        };
        yield return Make("/proc", "proc", "proc", "nosuid", "noexec", "nodev");
        yield return Make("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k");
        yield return Make("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5");
        yield return Make("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", kernel);
        yield return Make("/sys/fs/cgroup", "cgroup", "cgroup", cgroups, "nosuid", "noexec", "nodev");
        yield return Make("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev");
        if (facts.SharedMemory is { } shared)
            yield return Make("/dev/shm", "bind", shared, "rbind");
        else if (host.IpcMode == "host")
            yield return Make("/dev/shm", "bind", "/dev/shm", "rbind");
        else if (host.IpcMode != "none")
            yield return Make("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=" + host.ShmSize.ToString(CultureInfo.InvariantCulture));
    }

    private static Mount User(MountPoint mount, bool maps)
    {
        if (mount.Type == "tmpfs")
            return new Mount { Destination = mount.Destination, Type = "tmpfs", Source = "tmpfs", Options = TmpfsOptions.Of(mount) };
        var recursive = mount.Spec?.BindOptions?.NonRecursive == true ? "bind" : "rbind";
        var options = new List<string> { recursive, mount.Propagation.Length == 0 ? "rprivate" : mount.Propagation };
        if (!mount.RW)
        {
            options.Add("ro");
            if (recursive == "rbind" && mount.Spec?.BindOptions?.ReadOnlyNonRecursive != true)
                options.Add("rro");
        }

        if (maps && mount.HasImageIds)
            options.Add("idmap");
        return new Mount { Destination = mount.Destination, Type = "bind", Source = mount.Source, Options = options };
    }

    private static Mount Make(string destination, string type, string source, params string[] options) =>
        new() { Destination = destination, Type = type, Source = source, Options = options };
}
