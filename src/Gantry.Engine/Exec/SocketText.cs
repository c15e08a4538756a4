using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Gantry.Engine.Exec;

/// <summary>A text as the only output of a process that could not be started.</summary>
internal static class SocketText
{
    /// <summary>Sends the text in the form of an attached stream and ends the connection.</summary>
    public static async Task SendAsync(Socket socket, string text, bool tty)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        if (!tty)
        {
            var header = new byte[8];
            header[0] = 1;
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), payload.Length);
            payload = [.. header, .. payload];
        }

        await socket.SendAsync(payload);
        socket.Dispose();
    }
}
