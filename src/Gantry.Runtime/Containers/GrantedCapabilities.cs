using Gantry.Linux.Capabilities;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.Containers;

/// <summary>Capabilities as this host can give them: others are left out with a warning, so that a document written for a newer kernel still runs.</summary>
internal static class GrantedCapabilities
{
    /// <summary>The process with what can be given.</summary>
    public static Process Reduce(Process process, Action<string> warn)
    {
        if (process.Capabilities is not { } sets)
            return process;
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        var reduced = new LinuxCapabilities
        {
            Bounding = Known(sets.Bounding),
            Effective = Known(sets.Effective),
            Inheritable = Known(sets.Inheritable),
            Permitted = Known(sets.Permitted),
            Ambient = Known(sets.Ambient),
        };
        if (unknown.Count > 0)
            warn($"ignoring unknown or unavailable capabilities: [{string.Join(' ', unknown)}]");

        // The kernel raises what is both permitted and inheritable (capabilities(7)).
        foreach (var name in (reduced.Ambient ?? []).Where(n => !Both(n)))
            warn($"can't raise ambient capability {name}: operation not permitted");
        return process with { Capabilities = reduced with { Ambient = reduced.Ambient?.Where(Both).ToList() } };

        bool Both(string name) => reduced.Permitted?.Contains(name) == true && reduced.Inheritable?.Contains(name) == true;

        List<string>? Known(IReadOnlyList<string>? names)
        {
            foreach (var name in (names ?? []).Where(n => !CapabilitySet.IsAvailable(n)))
                unknown.Add(name);
            return names?.Where(CapabilitySet.IsAvailable).ToList();
        }
    }
}
