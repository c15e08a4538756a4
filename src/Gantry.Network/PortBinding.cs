namespace Gantry.Network;

/// <summary>A published port in force.</summary>
/// <param name="HostAddress">Address on the host, <c>0.0.0.0</c> and <c>::</c> for all of a family.</param>
/// <param name="HostPort">Port on the host; 0: none, the container's own is reached at its own address.</param>
/// <param name="ContainerPort">Port in the container.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
public sealed record PortBinding(string HostAddress, int HostPort, int ContainerPort, string Protocol);
