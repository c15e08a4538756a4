namespace Gantry.Network.State;

/// <summary>A route of a sandbox's, as it is stored.</summary>
/// <param name="Destination">Network in CIDR notation.</param>
/// <param name="NextHop">Address of the gateway; empty: the link itself.</param>
internal sealed record StaticRoute(string Destination, string NextHop);
