using Gantry.Oci.Runtime;

namespace Gantry.Linux.Cgroups.V1;

/// <summary>Which device files may be used, by <c>devices.allow</c> and <c>devices.deny</c>.</summary>
internal static class Devices
{
    public static void Apply(string directory, IReadOnlyList<LinuxDeviceCgroup> rules)
    {
        var (deny, allow) = Changes(DeviceRules.Parse(CgroupFile.ReadText(directory, "devices.list") ?? ""), DeviceRules.Of(rules));
        CgroupFile.Write(directory, "devices.deny", deny);
        CgroupFile.Write(directory, "devices.allow", allow);
    }

    /// <summary>What to write so that a group comes from one state to the other, taking nothing away in between that both have.</summary>
    internal static (IReadOnlyList<string> Deny, IReadOnlyList<string> Allow) Changes(DeviceRules from, DeviceRules to)
    {
        var same = new List<string>();
        var opposite = new List<string>();
        var present = from.Exceptions;
        if (from.AllowByDefault || to.AllowByDefault)
        {
            // A group that allows by default does not show its exceptions, so it starts afresh.
            same.Add("a");
            present = new Dictionary<DeviceKey, DeviceAccess>();
        }

        foreach (var (key, access) in present)
        {
            if ((access & ~to.Exceptions.GetValueOrDefault(key)) is var lost and not 0)
                same.Add($"{key} {DeviceRules.Letters(lost)}");
        }

        foreach (var (key, access) in to.Exceptions)
        {
            if ((access & ~present.GetValueOrDefault(key)) is var gained and not 0)
                opposite.Add($"{key} {DeviceRules.Letters(gained)}");
        }

        return to.AllowByDefault ? (opposite, same) : (same, opposite);
    }
}
