using System.Net;
using System.Net.Security;
using System.Net.Sockets;

using Gantry.Http.Transport;
using Gantry.Oci.Errors;

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Gantry.Http.Hosting;

/// <summary>Kestrel alone, without host, container or middleware, over our transport, and without limits on what a client sends or takes and how fast.</summary>
/// <param name="report">Called with warnings.</param>
public sealed class HttpServer(Action<string> report) : IAsyncDisposable
{
    private KestrelServer? server;

    /// <summary>The settings; addresses to listen on are added before the start.</summary>
    public KestrelServerOptions Settings { get; } = Unlimited();

    /// <summary>The addresses in use, with the port that was chosen where 0 was asked for.</summary>
    public IReadOnlyList<string> Addresses => [.. server?.Features.Get<IServerAddressesFeature>()?.Addresses ?? []];

    /// <summary>Begins to listen.</summary>
    /// <param name="application">Who answers.</param>
    /// <param name="tls">How TCP connections are encrypted; null: not at all.</param>
    /// <param name="bound">Called when an address is taken and nobody can connect yet.</param>
    /// <param name="where">The addresses, as the user gave them.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="GantryException">Conflict: another program has an address; Invalid: it is none of this machine's.</exception>
    public async Task StartAsync(
        IHttpApplication<HttpContext> application, SslServerAuthenticationOptions? tls, Action<EndPoint> bound, string where, CancellationToken cancellation)
    {
        server = new KestrelServer(Options.Create(Settings), new SocketTransport(tls, bound), new WarningLog(report));
        try
        {
            await server.StartAsync(application, cancellation);
        }
        catch (IOException fault) when (fault.InnerException is AddressInUseException)
        {
            throw new GantryException(ErrorKind.Conflict, fault.Message, fault);
        }
        catch (SocketException fault)
        {
            throw new GantryException(ErrorKind.Invalid, $"cannot listen on {where}: {fault.Message}", fault);
        }
    }

    /// <summary>Ends at once; connections are cut.</summary>
    public async ValueTask DisposeAsync()
    {
        if (server is null)
            return;
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await server.StopAsync(now.Token);
        server.Dispose();
    }

    private static KestrelServerOptions Unlimited()
    {
        var settings = new KestrelServerOptions { AddServerHeader = false };
        settings.Limits.MaxRequestBodySize = null;
        settings.Limits.MinRequestBodyDataRate = null;
        settings.Limits.MinResponseDataRate = null;
        settings.Limits.MaxRequestBufferSize = null;
        return settings;
    }
}
