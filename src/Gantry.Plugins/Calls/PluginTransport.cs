using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using Gantry.Plugins.Discovery;

namespace Gantry.Plugins.Calls;

/// <summary>How a plugin's address is connected to: a unix socket, TCP, or TLS.</summary>
internal static class PluginTransport
{
    /// <summary>The name of the host in requests over a unix socket, which needs one and means none.</summary>
    private const string NoHost = "plugin.moby.localhost";

    /// <summary>Connections that nobody uses are closed after this, so that an idle daemon holds none.</summary>
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(30);

    /// <summary>The address below which the methods are.</summary>
    public static Uri Root(PluginAddress address) => address.SocketPath is not null
        ? new Uri($"http://{NoHost}/")
        : new Uri($"{(address.Target.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeHttps : Uri.UriSchemeHttp)}://{address.Target.Authority}/");

    public static SocketsHttpHandler Create(PluginAddress address)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = address.SocketPath is null,
            PooledConnectionIdleTimeout = IdleLimit,
            ConnectTimeout = TimeSpan.FromSeconds(30),
        };
        if (address.SocketPath is { } path)
            handler.ConnectCallback = (_, cancellation) => ConnectAsync(path, cancellation);
        else if (address.Target.Scheme == Uri.UriSchemeHttps)
            handler.SslOptions = Secure(address);
        return handler;
    }

    /// <summary>Why a connection failed, in the words of Docker's daemon.</summary>
    public static string Explain(PluginAddress address, HttpRequestException fault) => fault.InnerException switch
    {
        SocketException e => $"dial {(address.SocketPath is { } path ? $"unix {path}" : $"tcp {address.Target.Authority}")}: connect: {Reason(e)}",
        AuthenticationException e => $"tls: {e.Message}",
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => "EOF",
        { } other => other.Message,
        null => fault.Message,
    };

    private static string Reason(SocketException fault) => fault.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.AddressNotAvailable => "no such file or directory",
        SocketError.AccessDenied => "permission denied",
        _ => fault.Message,
    };

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SslClientAuthenticationOptions Secure(PluginAddress address)
    {
        var options = new SslClientAuthenticationOptions();
        var tls = address.Tls ?? new PluginTls();
        try
        {
            if (tls.InsecureSkipVerify)
#pragma warning disable CA5359 // The specification file asks for exactly this.
                options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
            else if (tls.CAFile is { Length: > 0 } authority)
                options.CertificateChainPolicy = Trust(authority);
            if (tls.CertFile is { Length: > 0 } || tls.KeyFile is { Length: > 0 })
            {
                using var pem = X509Certificate2.CreateFromPemFile(tls.CertFile ?? "", tls.KeyFile);
                options.ClientCertificates = [X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null)];
            }

            return options;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new PluginException($"the TLS configuration of plugin {address.Name} cannot be used: {e.Message}", isUnreachable: false, e);
        }
    }

    /// <summary>Trusts an authority besides those the host trusts.</summary>
    private static X509ChainPolicy Trust(string authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        using var host = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        policy.CustomTrustStore.AddRange(host.Certificates);
        policy.CustomTrustStore.ImportFromPemFile(authority);
        return policy;
    }
}
