namespace Gantry.Network;

/// <summary>A port of a container.</summary>
/// <param name="Port">The port.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
public sealed record ContainerPort(int Port, string Protocol);
