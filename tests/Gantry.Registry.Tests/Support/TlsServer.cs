using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gantry.Registry.Tests.Support;

/// <summary>A server with a certificate of an authority nobody knows, that answers every request with its client's name.</summary>
internal sealed class TlsServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 certificate;

    /// <param name="address">Whom the certificate is for.</param>
    /// <param name="until">When it ends; null: in an hour.</param>
    /// <param name="name">The certificate's subject.</param>
    public TlsServer(string address, DateTimeOffset? until = null, string name = "server")
    {
        Authority = Make("CN=authority", null, "", null);
        certificate = Make($"CN={name}", Authority, address, until);
        listener.Start();
        _ = ServeAsync();
    }

    public X509Certificate2 Authority { get; }

    public Uri Address => new($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

    /// <summary>A certificate with its key.</summary>
    public static X509Certificate2 Make(string name, X509Certificate2? issuer, string address, DateTimeOffset? until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(issuer is null, false, 0, true));
        if (address.Length > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            if (IPAddress.TryParse(address, out var ip)) names.AddIpAddress(ip);
            else names.AddDnsName(address);
            request.CertificateExtensions.Add(names.Build());
        }

        var from = DateTimeOffset.UtcNow.AddHours(-2);
        var to = until ?? DateTimeOffset.UtcNow.AddHours(1);
        if (issuer is null) return request.CreateSelfSigned(from, DateTimeOffset.UtcNow.AddHours(2));
        using var signed = request.Create(issuer, from, to, RandomNumberGenerator.GetBytes(8));
        using var whole = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        listener.Dispose();
        certificate.Dispose();
        Authority.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await AnswerAsync(client);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is null || shown.Subject.Length > 0, // whoever it is
            });
            _ = await stream.ReadAsync(new byte[4096]);
            var body = stream.RemoteCertificate?.Subject ?? "nobody";
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // The client does not believe it.
        }
    }
}
