namespace Gantry.Network;

/// <summary>A port of the container to publish.</summary>
/// <param name="HostAddress">IPv4 or IPv6 address on the host; empty: all addresses of both families.</param>
/// <param name="HostPortFirst">First acceptable host port; 0: an ephemeral one.</param>
/// <param name="HostPortLast">Last acceptable host port; the first free one of the range is taken.</param>
/// <param name="ContainerPort">Port in the container.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
public sealed record PortRequest(string HostAddress, int HostPortFirst, int HostPortLast, int ContainerPort, string Protocol);
