using System.Net.Security;
using System.Net.Sockets;

namespace Gantry.Cli.Client;

/// <summary>An open connection to the engine, encrypted or not.</summary>
/// <param name="Socket">What carries it.</param>
/// <param name="Stream">What is read and written.</param>
internal sealed record EngineConnection(Socket Socket, Stream Stream) : IDisposable
{
    /// <summary>Tells the engine that nothing more will be sent; receiving goes on.</summary>
    public void EndWriting()
    {
        if (Stream is SslStream encrypted)
            encrypted.ShutdownAsync().GetAwaiter().GetResult();
        else
            Socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Ends both directions; a reader that waits gets the end.</summary>
    public void Dispose()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // The engine closed first, which is all the same.
        }

        Stream.Dispose();
    }
}
