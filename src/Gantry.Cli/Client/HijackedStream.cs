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
    private readonly EngineConnection connection;
    private ReadOnlyMemory<byte> early;

    private HijackedStream(EngineConnection connection, ReadOnlyMemory<byte> early)
    {
        this.connection = connection;
        this.early = early;
    }

    /// <summary>Sends a request and takes the connection over.</summary>
    /// <param name="address">The engine.</param>
    /// <param name="path">The path with version and query.</param>
    /// <param name="body">A JSON document, or nothing.</param>
    /// <exception cref="EngineException">The engine refused.</exception>
    public static HijackedStream Open(EngineAddress address, string path, ReadOnlySpan<byte> body)
    {
        EngineConnection connection;
        try
        {
            connection = address.Connect();
        }
        catch (SocketException cause)
        {
            throw new EngineUnreachableException(address, cause);
        }

        try
        {
            connection.Stream.Write(Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: {address.HostHeader}\r\nUser-Agent: Gantry-Client/{ClientVersion.Text}\r\n" +
                $"Content-Length: {body.Length}\r\nConnection: Upgrade\r\nContent-Type: {(body.IsEmpty ? "text/plain" : "application/json")}\r\nUpgrade: tcp\r\n\r\n"));
            connection.Stream.Write(body);
            var head = AnswerHead.Read(connection.Stream);
            if (head.Status is not (101 or 200))
                throw EngineClient.Refusal((HttpStatusCode)head.Status, head.ReadBody(connection.Stream));
            return new HijackedStream(connection, head.Rest);
        }
        catch
        {
            connection.Dispose();
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
            return connection.Stream.Read(buffer);
        }
        catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException)
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
            connection.Stream.Write(bytes);
            return true;
        }
        catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Tells the engine that nothing more will be sent; receiving goes on.</summary>
    public void EndWriting()
    {
        try
        {
            connection.EndWriting();
        }
        catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException)
        {
            // The engine closed first, which is all the same.
        }
    }

    /// <summary>Ends both directions; a reader that waits gets the end.</summary>
    public void Dispose() => connection.Dispose();
}
