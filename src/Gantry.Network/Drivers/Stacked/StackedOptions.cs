using System.Globalization;

using Gantry.Oci.Errors;

namespace Gantry.Network.Drivers.Stacked;

/// <summary>Options of a network whose endpoints are stacked on a link of the host's, with Docker's names and texts.</summary>
/// <param name="Parent">That link; one that stands in where the user names none.</param>
/// <param name="HasParent">Whether the user named one.</param>
/// <param name="Mode">Mode.</param>
/// <param name="ModeNumber">The kernel's number of it.</param>
/// <param name="FlagNumber">The kernel's number of the flag.</param>
/// <param name="Mtu">Bytes in a packet; 0: the parent's.</param>
internal sealed record StackedOptions(string Parent, bool HasParent, string Mode, uint ModeNumber, uint FlagNumber, int Mtu)
{
    /// <summary>Reads a network's options.</summary>
    /// <exception cref="GantryException">A mode or flag there is not.</exception>
    public static StackedOptions From(StackedKind kind, NetworkInfo network)
    {
        var parent = network.Options.GetValueOrDefault("parent", "");
        var mode = Choice(kind, "mode", kind.Modes, network);
        var flag = kind.Flags.Count > 0 ? Choice(kind, "flag", kind.Flags, network) : ("", 0u);
        _ = int.TryParse(network.Options.GetValueOrDefault("com.docker.network.driver.mtu", "0"), NumberStyles.None, CultureInfo.InvariantCulture, out var mtu);
        return new StackedOptions(parent.Length > 0 ? parent : kind.StandInPrefix + network.Id[..12], parent.Length > 0, mtu: mtu, mode: mode, flag: flag);
    }

    private StackedOptions(string parent, bool hasParent, (string Name, uint Number) mode, (string Name, uint Number) flag, int mtu)
        : this(parent, hasParent, mode.Name, mode.Number, flag.Number, mtu)
    {
    }

    /// <summary>Whether there is no way out through the parent.</summary>
    public bool IsIsolated(NetworkInfo network) => network.Internal || !HasParent;

    /// <summary>Reads <c>eth0.10</c>: the link, and the number of its VLAN.</summary>
    /// <exception cref="GantryException">It is not such a name.</exception>
    public static (string Link, ushort Vlan) SplitVlan(string name)
    {
        var parts = name.Split('.');
        if (parts.Length != 2)
            throw new GantryException(ErrorKind.Internal, $"invalid subinterface vlan name {name}, example formatting is eth0.10");
        if (!int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var vlan))
            throw new GantryException(ErrorKind.Internal, $"unable to parse a valid vlan id from: {parts[1]} (ex. eth0.10 for vlan 10)");
        if (vlan is < 1 or > 4094)
            throw new GantryException(ErrorKind.Internal, $"vlan id must be between 1-4094, received: {vlan}");
        return (parts[0], (ushort)vlan);
    }

    private static (string Name, uint Number) Choice(StackedKind kind, string subject, IReadOnlyList<(string Name, uint Number)> choices, NetworkInfo network)
    {
        var wanted = network.Options.GetValueOrDefault($"{kind.Name}_{subject}", "");
        if (wanted.Length == 0)
            return choices[0];
        foreach (var choice in choices)
            if (choice.Name == wanted)
                return choice;
        var thing = subject == "mode" ? $"'{choices[0].Name}' mode" : $"'{choices[0].Name}'";
        throw new GantryException(ErrorKind.Internal, $"requested {kind.Name} {subject} '{wanted}' is not valid, {thing} is the {kind.Name} driver default");
    }
}
