using Gantry.Oci.Runtime;

namespace Gantry.Linux.Cgroups;

/// <content>Limits in other terms than the specification's, for whoever passes them on.</content>
public sealed partial class Cgroup
{
    /// <summary>Shares of version 1 as the weight of version 2.</summary>
    public static ulong WeightOf(ulong shares) => V2.Limits.Weight(shares);

    /// <summary>The limit of swap alone; null: none is given.</summary>
    public static long? SwapAlone(LinuxMemory memory) => V2.Limits.SwapAlone(memory);

    /// <summary>The name of the first controller in which resources set something, by version 1; null: none does. Rules of devices do not count.</summary>
    public static string? FirstLimited(LinuxResources resources) => V1.Limits.FirstLimited(resources);

    /// <summary>What device rules come to: whether others than the named may be used, and the named, -1 standing for any number.</summary>
    public static (bool AllowsOthers, IReadOnlyList<(char Kind, long Major, long Minor, string Access)> Named) SimplifyDevices(IEnumerable<LinuxDeviceCgroup> rules)
    {
        var outcome = DeviceRules.Of(rules);
        return (outcome.AllowByDefault, [.. outcome.Exceptions.Select(e => (e.Key.Kind, e.Key.Major, e.Key.Minor, DeviceRules.Letters(e.Value)))]);
    }
}
