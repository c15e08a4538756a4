namespace Gantry.Network;

/// <summary>What passes between two containers of a bridge whose containers are kept apart otherwise: a link of Docker's.</summary>
/// <param name="SourceAddress">IPv4 address of the container that asks.</param>
/// <param name="TargetAddress">IPv4 address of the container that answers.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
/// <param name="Port">Port of the container that answers.</param>
public sealed record Passage(string SourceAddress, string TargetAddress, string Protocol, int Port);
