using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

using Gantry.Registry.Errors;

namespace Gantry.Registry.Tls;

/// <summary>Decides whether a server is who it says, and says why not in the words of Go's library, which users of Docker know.</summary>
/// <param name="authorities">Trusted beside those of the system.</param>
internal sealed class ServerProof(X509Certificate2Collection authorities)
{
    /// <summary>The check a handshake calls.</summary>
    /// <exception cref="AuthenticationException">The server has not proved it.</exception>
    public bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (certificate is not X509Certificate2 shown || chain is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            throw Refused("server shows no certificate");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && !IsVouchedFor(shown, chain)) throw Refused(Fault(shown, chain));
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) throw Refused(Mismatch(shown, (sender as SslStream)?.TargetHostName ?? ""));
        return true;
    }

    private bool IsVouchedFor(X509Certificate2 shown, X509Chain found)
    {
        if (authorities.Count == 0) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true; // a stranger must not send us elsewhere
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1")); // server authentication
        foreach (var element in found.ChainElements) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        foreach (var sent in found.ChainPolicy.ExtraStore) chain.ChainPolicy.ExtraStore.Add(sent);
        return chain.Build(shown);
    }

    private static string Fault(X509Certificate2 shown, X509Chain chain)
    {
        var now = DateTime.UtcNow;
        if (now > shown.NotAfter.ToUniversalTime()) return $"certificate has expired or is not yet valid: current time {Text(now)} is after {Text(shown.NotAfter.ToUniversalTime())}";
        if (now < shown.NotBefore.ToUniversalTime()) return $"certificate has expired or is not yet valid: current time {Text(now)} is before {Text(shown.NotBefore.ToUniversalTime())}";
        return chain.ChainStatus.Any(s => (s.Status & ~(X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation)) != 0)
            ? string.Join(", ", chain.ChainStatus.Select(s => s.StatusInformation.Trim()))
            : "certificate signed by unknown authority";
    }

    private static string Mismatch(X509Certificate2 shown, string host)
    {
        var names = shown.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        IReadOnlyList<string> addresses = [.. names?.EnumerateIPAddresses().Select(a => a.ToString()) ?? []];
        IReadOnlyList<string> hosts = [.. names?.EnumerateDnsNames() ?? []];
        if (IPAddress.TryParse(host, out _))
        {
            return addresses.Count == 0
                ? $"cannot validate certificate for {host} because it doesn't contain any IP SANs"
                : $"certificate is valid for {string.Join(", ", addresses)}, not {host}";
        }

        return hosts.Count == 0 ? $"certificate is not valid for any names, but wanted to match {host}" : $"certificate is valid for {string.Join(", ", hosts)}, not {host}";
    }

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static ProofException Refused(string why) => new("x509: " + why);
}
