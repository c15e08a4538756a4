namespace Gantry.Network.Drivers.Stacked;

/// <summary>A kind of link that is stacked on one of the host's: macvlan, with hardware addresses of its own, or ipvlan, which shares the parent's.</summary>
/// <param name="Name">Name of the driver and of the kernel's kind of link.</param>
/// <param name="Modes">What its modes are called, with the kernel's numbers (if_link.h); the default one first.</param>
/// <param name="Flags">The same for ports among each other; empty: the modes say it.</param>
/// <param name="StandInPrefix">What the name of a link that stands in for a parent begins with.</param>
internal sealed record StackedKind(
    string Name, IReadOnlyList<(string Name, uint Number)> Modes, IReadOnlyList<(string Name, uint Number)> Flags, string StandInPrefix)
{
    /// <summary>The mode in which one endpoint has the parent to itself.</summary>
    public const string Passthru = "passthru";

    /// <summary>The mode in which the host's kernel routes without a gateway.</summary>
    public const string Layer3 = "l3";

    /// <summary>Macvlan.</summary>
    public static StackedKind Macvlan { get; } = new("macvlan", [("bridge", 4), ("private", 1), ("vepa", 2), (Passthru, 8)], [], "dm-");

    /// <summary>Ipvlan.</summary>
    public static StackedKind Ipvlan { get; } = new("ipvlan", [("l2", 0), (Layer3, 1), ("l3s", 2)], [("bridge", 0), ("private", 1), ("vepa", 2)], "di-");

    /// <summary>Whether endpoints have hardware addresses of their own.</summary>
    public bool HasHardwareAddresses => Flags.Count == 0;
}
