using System.Net.Sockets;

namespace Gantry.Network.Ports;

/// <summary>A host port held for a container: the binding, and the socket that keeps it from everybody else.</summary>
internal sealed record PortLease(PortBinding Binding, SafeSocketHandle Socket);
