using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gantry.Engine.Logs.Senders;

/// <summary>How a syslog server is known and how we are known to it.</summary>
internal static class LogTls
{
    /// <summary>The options for a connection.</summary>
    public static SslClientAuthenticationOptions Options(IReadOnlyDictionary<string, string> options, string address)
    {
        var settings = new SslClientAuthenticationOptions { TargetHost = StreamConnection.Split(address).Host };
        try
        {
            if (options.ContainsKey("syslog-tls-skip-verify"))
            {
#pragma warning disable CA5359 // it is what the option says
                settings.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
            }
            else if (options.GetValueOrDefault("syslog-tls-ca-cert", "") is { Length: > 0 } authority)
            {
                var trusted = new X509Certificate2Collection();
                trusted.ImportFromPemFile(authority);
                settings.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                settings.CertificateChainPolicy.CustomTrustStore.AddRange(trusted);
            }

            if (options.GetValueOrDefault("syslog-tls-cert", "") is { Length: > 0 } certificate && options.GetValueOrDefault("syslog-tls-key", "") is { Length: > 0 } key)
                settings.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, key)];
            return settings;
        }
        catch (Exception e) when (e is IOException or CryptographicException)
        {
            throw RemoteDrivers.Failed("could not read certificate: " + e.Message);
        }
    }
}
