using System.Globalization;
using System.Text.RegularExpressions;

using Gantry.Linux.Devices;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Engine.Containers.Specs;

/// <summary>Devices of a container: those every program expects, the user's, and the rules that fence all others off.</summary>
internal static partial class DevicesSpec
{
    /// <summary>null, zero, full, random, urandom, tty, console, ptmx, terminals and the tunnel device may be used; any node may be made (Docker's and runc's defaults).</summary>
    private static readonly LinuxDeviceCgroup[] Defaults =
    [
        new() { Allow = false, Access = "rwm" },
        new() { Allow = true, Type = "c", Access = "m" },
        new() { Allow = true, Type = "b", Access = "m" },
        Character(1, 3), Character(1, 5), Character(1, 7), Character(1, 8), Character(1, 9),
        Character(5, 0), Character(5, 1), Character(5, 2),
        new() { Allow = true, Type = "c", Major = 136, Access = "rwm" },
        Character(10, 200),
    ];

    public static IReadOnlyList<LinuxDeviceCgroup> Rules(HostConfig host)
    {
        if (host.Privileged)
            return [new LinuxDeviceCgroup { Allow = true, Access = "rwm" }];
        if (host.Devices is null or [] && host.DeviceCgroupRules is null or [])
            return Defaults;
        var rules = new List<LinuxDeviceCgroup>(Defaults);
        foreach (var mapping in host.Devices ?? [])
        {
            foreach (var node in NodesOf(mapping))
                rules.Add(new LinuxDeviceCgroup { Allow = true, Type = node.Kind, Major = node.Major, Minor = node.Minor, Access = AccessOf(mapping) });
        }

        rules.AddRange((host.DeviceCgroupRules ?? []).Select(ParseRule));
        return rules;
    }

    /// <summary>Device files to make in the container beyond the runtime's own.</summary>
    public static IReadOnlyList<LinuxDevice> Devices(HostConfig host)
    {
        if (host.Privileged)
            return [.. HostDevices("/dev").Select(n => Make(n, n.Path))];
        var devices = new List<LinuxDevice>();
        foreach (var mapping in host.Devices ?? [])
        {
            var target = mapping.PathInContainer.Length == 0 ? mapping.PathOnHost : mapping.PathInContainer;
            foreach (var node in NodesOf(mapping))
                devices.Add(Make(node, target + node.Path[mapping.PathOnHost.Length..]));
        }

        return devices;
    }

    /// <summary>Kind and numbers of a device; Invalid when it is none.</summary>
    public static (string Kind, long Major, long Minor) Number(string path)
    {
        var node = Read(path, "stat");
        return node.Kind is null ? throw NotADevice(path) : (node.Kind, node.Major, node.Minor);
    }

    /// <summary>Finds a wrong rule before anything is made.</summary>
    public static LinuxDeviceCgroup ParseRule(string rule)
    {
        var match = RulePattern().Match(rule);
        if (!match.Success)
            throw new GantryException(ErrorKind.Invalid, $"invalid device cgroup rule format: '{rule}'");
        return new LinuxDeviceCgroup
        {
            Allow = true,
            Type = match.Groups[1].Value,
            Major = Part(match.Groups[2].Value),
            Minor = Part(match.Groups[3].Value),
            Access = match.Groups[4].Value,
        };

        static long? Part(string text) => text == "*" ? null : long.Parse(text, CultureInfo.InvariantCulture);
    }

    private static string AccessOf(DeviceMapping mapping) => mapping.CgroupPermissions.Length == 0 ? "rwm" : mapping.CgroupPermissions;

    /// <summary>A device, or all devices in a directory.</summary>
    private static IEnumerable<DeviceNode> NodesOf(DeviceMapping mapping)
    {
        var node = Read(mapping.PathOnHost);
        if (node.Kind is not null)
            return [node];
        var below = Directory.Exists(mapping.PathOnHost) ? HostDevices(mapping.PathOnHost).ToList() : [];
        return below.Count > 0 ? below : throw NotADevice(mapping.PathOnHost);
    }

    private static IEnumerable<DeviceNode> HostDevices(string directory)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(directory))
        {
            // Terminals belong to their own instance, shared memory and queues are mounts.
            if (Path.GetFileName(path) is "pts" or "shm" or "fd" or "mqueue" or "console" or "ptmx" or ".lxc" or ".lxd-mounts" or ".udev")
                continue;
            if (new FileInfo(path).LinkTarget is not null)
                continue;
            if (Directory.Exists(path))
            {
                foreach (var node in HostDevices(path))
                    yield return node;
            }
            else if (Read(path) is { Kind: not null } node)
            {
                yield return node;
            }
        }
    }

    private static DeviceNode Read(string path, string? subject = null)
    {
        try
        {
            return DeviceNode.Read(path);
        }
        catch (KernelException e)
        {
            throw new GantryException(
                ErrorKind.Invalid,
                subject is null
                    ? $"error gathering device information while adding custom device \"{path}\": no such file or directory"
                    : $"{subject} {path}: no such file or directory",
                e);
        }
    }

    private static GantryException NotADevice(string path) =>
        new(ErrorKind.Invalid, $"error gathering device information while adding custom device \"{path}\": not a device node");

    private static LinuxDevice Make(DeviceNode node, string path) => new()
    {
        Path = path,
        Type = node.Kind!,
        Major = node.Major,
        Minor = node.Minor,
        FileMode = node.Mode,
        Uid = node.Uid,
        Gid = node.Gid,
    };

    private static LinuxDeviceCgroup Character(long major, long minor) => new() { Allow = true, Type = "c", Major = major, Minor = minor, Access = "rwm" };

    [GeneratedRegex(@"^([acb]) ([0-9]+|\*):([0-9]+|\*) ([rwm]{1,3})$")]
    private static partial Regex RulePattern();
}
