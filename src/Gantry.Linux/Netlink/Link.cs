namespace Gantry.Linux.Netlink;

/// <summary>A network link as the kernel lists it.</summary>
public sealed record Link
{
    /// <summary>Its number in its namespace.</summary>
    public int Index { get; init; }

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Kind of a virtual link, for example <c>bridge</c>; empty for hardware.</summary>
    public string Kind { get; init; } = "";

    /// <summary>What whoever made it calls it; empty: nothing.</summary>
    public string Alias { get; init; } = "";

    /// <summary>Bytes in a packet.</summary>
    public int Mtu { get; init; }

    /// <summary>Index of the bridge it is a port of; 0: none.</summary>
    public int Master { get; init; }

    /// <summary>Number of the group whoever made it put it in; 0: the default group.</summary>
    public int Group { get; init; }

    /// <summary>Index of the link it is paired with or stacked on, in that link's namespace.</summary>
    public int Peer { get; init; }

    /// <summary>Whether it is administratively up.</summary>
    public bool IsUp { get; init; }

    /// <summary>Operational state (RFC 2863): 6 is up.</summary>
    public int OperationalState { get; init; }

    /// <summary>Hardware address.</summary>
    public byte[] Mac { get; init; } = [];
}
