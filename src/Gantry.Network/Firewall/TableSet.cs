namespace Gantry.Network.Firewall;

/// <summary>The daemon's tables: one of this name for each family it makes rules for.</summary>
/// <param name="Name">Name of the tables.</param>
/// <param name="HasIPv6">Whether there is one for IPv6; an administrator may want to write that family's rules alone.</param>
internal sealed record TableSet(string Name, bool HasIPv6 = true);
