namespace Gantry.Network.Drivers;

/// <summary>How a bridge network meets the world, per family.</summary>
internal enum GatewayMode
{
    /// <summary>Addresses are hidden behind the host's; only published ports are reached, through the host.</summary>
    Nat,

    /// <summary>As <see cref="Nat"/>, but every port of a container is reached at its own address.</summary>
    NatUnprotected,

    /// <summary>Published ports are reached at the container's own address; the host's ports lead nowhere.</summary>
    Routed,

    /// <summary>An internal network on which not even the host has an address.</summary>
    Isolated,
}
