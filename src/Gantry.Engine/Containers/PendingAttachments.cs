using System.Net.Sockets;

using Gantry.Linux.Sockets;
using Gantry.Runtime.Shim;

namespace Gantry.Engine.Containers;

/// <summary>Connections of clients that attached before the start. The far ends go to the shim with the start, so that no byte is missed.</summary>
internal sealed class PendingAttachments
{
    private readonly Lock gate = new();
    private List<InitialAttach> waiting = [];

    /// <summary>Makes a connection; the returned end is the client's.</summary>
    public Socket Add(AttachStreams streams)
    {
        var (near, far) = SocketPair.Create();
        lock (gate)
            waiting.Add(new InitialAttach(far, streams));
        return near;
    }

    /// <summary>Takes all connections; the taker owns them.</summary>
    public List<InitialAttach> Take()
    {
        lock (gate)
        {
            var taken = waiting;
            waiting = [];
            return taken;
        }
    }

    /// <summary>Ends all connections.</summary>
    public void Close()
    {
        foreach (var attach in Take())
            attach.Socket.Dispose();
    }
}
