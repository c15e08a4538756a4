using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Gantry.Http.Hosting;

/// <summary>Turns PEM files into what a TLS handshake needs.</summary>
public static class TlsIdentity
{
    /// <summary>Reads the files.</summary>
    /// <param name="options">Where they are.</param>
    public static SslServerAuthenticationOptions Load(TlsOptions options)
    {
        using var pem = X509Certificate2.CreateFromPemFile(options.CertificatePath, options.KeyPath);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(options.CertificatePath);
        var tls = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(
                X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null), chain, offline: true),
        };
        if (options.ClientAuthorityPath is not { } authorities) return tls;

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authorities);
        tls.ClientCertificateRequired = true;
        tls.CertificateChainPolicy = policy;
        return tls;
    }
}
