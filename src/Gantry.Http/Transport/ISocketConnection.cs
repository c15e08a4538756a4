using System.IO.Pipelines;
using System.Net.Sockets;

namespace Gantry.Http.Transport;

/// <summary>What the transport offers beyond a byte pipe: when the client is gone, and the connection itself for those who take it over.</summary>
public interface ISocketConnection
{
    /// <summary>Fires when the client has shut down its sending side; an answer can still reach it.</summary>
    CancellationToken InputEnded { get; }

    /// <summary>The socket underneath.</summary>
    Socket Socket { get; }

    /// <summary>What the client sends.</summary>
    PipeReader Input { get; }

    /// <summary>Where answers go, unbuffered; encrypted with TLS.</summary>
    Stream Output { get; }

    /// <summary>Whether it has been taken out of HTTP.</summary>
    bool IsTakenOver { get; }

    /// <summary>From now on the end of the client's input is only that.</summary>
    void TakeOver();
}
