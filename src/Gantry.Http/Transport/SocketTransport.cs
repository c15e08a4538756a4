using System.Net;
using System.Net.Security;
using System.Net.Sockets;

using Microsoft.AspNetCore.Connections;

namespace Gantry.Http.Transport;

/// <summary>Makes listeners over plain sockets.</summary>
/// <param name="tls">How TCP connections are encrypted; null: not at all.</param>
/// <param name="bound">Called when an address is taken and nobody can connect yet.</param>
public sealed class SocketTransport(SslServerAuthenticationOptions? tls, Action<EndPoint> bound) : IConnectionListenerFactory
{
    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(SocketListener.Bind(endpoint, endpoint is UnixDomainSocketEndPoint ? null : tls, bound));
}
