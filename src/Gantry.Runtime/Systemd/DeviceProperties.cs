using System.Globalization;

using Gantry.Linux.Cgroups;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Systemd.Bus;

namespace Gantry.Runtime.Systemd;

/// <summary>Device rules in systemd's words (DeviceAllow= and DevicePolicy=, systemd.resource-control(5)). It would otherwise undo ours when it sets its own.</summary>
internal static class DeviceProperties
{
    private static readonly BusValue None = BusValue.Array("(ss)", []);

    /// <summary>The properties; the rules are those of the document and of every container.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="warn">Called where systemd has no words for one. The group's own list has it all the same.</param>
    public static IEnumerable<(string Name, BusValue Value)> Of(IReadOnlyList<LinuxDeviceCgroup> rules, Action<string> warn)
    {
        // An empty list takes away what the unit allows so far.
        yield return ("DeviceAllow", None);
        var (allowsAll, allowed) = Cgroup.SimplifyDevices(rules);
        if (allowsAll && allowed.Count == 0)
        {
            yield return ("DevicePolicy", BusValue.Of("auto"));
            yield break;
        }

        yield return ("DevicePolicy", BusValue.Of("strict"));
        if (allowsAll)
        {
            warn("systemd doesn't support blacklist device rules -- applying temporary deny-all rule");
            yield break;
        }

        var entries = new List<BusValue>();
        foreach (var (kind, major, minor, access) in allowed)
        {
            if (major < 0 && minor >= 0)
                warn($"systemd doesn't support '*:n' device rules -- temporarily ignoring rule: {kind} *:{minor} {access}");
            else
                entries.Add(BusValue.Structure(BusValue.Of(Path(kind, major, minor)), BusValue.Of(access)));
        }

        yield return ("DeviceAllow", BusValue.Array("(ss)", entries));
    }

    private static string Path(char kind, long major, long minor)
    {
        var word = kind == 'b' ? "block" : "char";
        return (major, minor) switch
        {
            ( < 0, _) => word + "-*",
            (_, < 0) => string.Create(CultureInfo.InvariantCulture, $"{word}-{major}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"/dev/{word}/{major}:{minor}"),
        };
    }
}
