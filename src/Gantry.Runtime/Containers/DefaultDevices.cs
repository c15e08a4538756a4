using Gantry.Oci.Runtime;

namespace Gantry.Runtime.Containers;

/// <summary>Devices every container may use, whatever its document says: those of each /dev, terminals, tunnels (tun), and the making of any device file.</summary>
internal static class DefaultDevices
{
    private static readonly LinuxDeviceCgroup[] Rules =
    [
        Rule("c", null, null, "m"), Rule("b", null, null, "m"),
        Rule("c", 1, 3), Rule("c", 1, 8), Rule("c", 1, 7), Rule("c", 5, 0), Rule("c", 1, 5), Rule("c", 1, 9),
        Rule("c", 136, null), Rule("c", 5, 2), Rule("c", 10, 200),
    ];

    /// <summary>The resources with these devices after the document's own rules.</summary>
    public static LinuxResources With(LinuxResources? resources) =>
        (resources ?? new LinuxResources()) with { Devices = [.. (resources?.Devices ?? []).Select(Readable).Where(r => r.Access is not ""), .. Rules] };

    /// <summary>Letters of no meaning are passed over, as runc does; a rule that has no others gives nothing.</summary>
    private static LinuxDeviceCgroup Readable(LinuxDeviceCgroup rule) =>
        rule with { Access = rule.Access is { } access ? string.Concat(access.Where(c => c is 'r' or 'w' or 'm')) : null };

    private static LinuxDeviceCgroup Rule(string type, long? major, long? minor, string access = "rwm") => new() { Allow = true, Type = type, Major = major, Minor = minor, Access = access };
}
