using System.Net.Sockets;

namespace Gantry.Cli.Client;

/// <summary>No engine answers at the address.</summary>
internal sealed class EngineUnreachableException(EngineAddress address, SocketException cause) : Exception(Explain(address, cause), cause)
{
    private static string Explain(EngineAddress address, SocketException cause) => cause.SocketErrorCode == SocketError.AccessDenied
        ? $"permission denied while trying to connect to the Gantry daemon at {address.Text}"
        : $"Cannot connect to the Gantry daemon at {address.Text}. Is the gantry daemon running?";
}
