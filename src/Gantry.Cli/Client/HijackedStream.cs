using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gantry.Cli.Client;

/// <summary>
/// A connection that stopped speaking HTTP: after the request and the answer's head both sides send plain bytes, and each
/// side may end its direction alone.
/// </summary>
internal sealed class HijackedStream : IDisposable
{
    private readonly Socket socket;
    private ReadOnlyMemory<byte> early;

    private HijackedStream(Socket socket, ReadOnlyMemory<byte> early)
    {
        this.socket = socket;
        this.early = early;
    }

    /// <summary>Sends a request and takes the connection over.</summary>
    /// <param name="address">The engine.</param>
    /// <param name="path">The path with version and query.</param>
    /// <param name="body">A JSON document, or nothing.</param>
    /// <exception cref="EngineException">The engine refused.</exception>
    public static HijackedStream Open(EngineAddress address, string path, ReadOnlySpan<byte> body)
    {
        Socket socket;
        try
        {
            socket = address.Connect();
        }
        catch (SocketException cause)
        {
            throw new EngineUnreachableException(address, cause);
        }

        try
        {
            SendAll(socket, Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: {address.HostHeader}\r\nUser-Agent: Gantry-Client/{ClientVersion.Text}\r\n" +
                $"Content-Length: {body.Length}\r\nConnection: Upgrade\r\nContent-Type: {(body.IsEmpty ? "text/plain" : "application/json")}\r\nUpgrade: tcp\r\n\r\n"));
            SendAll(socket, body);
            var head = AnswerHead.Read(socket);
            if (head.Status is not (101 or 200))
                throw EngineClient.Refusal((HttpStatusCode)head.Status, head.ReadBody(socket));
            return new HijackedStream(socket, head.Rest);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Waits for bytes; 0 when the engine has no more to send.</summary>
    public int Read(Span<byte> buffer)
    {
        if (early.Length > 0)
        {
            var count = Math.Min(early.Length, buffer.Length);
            early.Span[..count].CopyTo(buffer);
            early = early[count..];
            return count;
        }

        try
        {
            return socket.Receive(buffer);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // The engine went away, or this side closed while the reader waited: both are the end.
            return 0;
        }
    }

    /// <summary>Sends all bytes; false when the engine no longer listens.</summary>
    public bool Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            SendAll(socket, bytes);
            return true;
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Tells the engine that nothing more will be sent; receiving goes on.</summary>
    public void EndWriting() => Shutdown(SocketShutdown.Send);

    /// <summary>Ends both directions; a reader that waits gets the end.</summary>
    public void Dispose()
    {
        Shutdown(SocketShutdown.Both);
        socket.Dispose();
    }

    private void Shutdown(SocketShutdown direction)
    {
        try
        {
            socket.Shutdown(direction);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // The engine closed first, which is all the same.
        }
    }

    private static void SendAll(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[socket.Send(bytes)..];
    }
}
