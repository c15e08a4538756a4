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
        if (certificate is not X509Certificate2 shown || chain is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            throw Refused("server shows no certificate");
        // In the order of Go's library: what is told of a certificate with several faults is its first one.
        var isUnproved = errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors);
        if (isUnproved && Lapse(shown) is { } lapse) throw Refused(lapse);
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) || NamesOf(shown) is null) throw Refused(Mismatch(shown, (sender as SslStream)?.TargetHostName ?? ""));
        if (isUnproved && !IsVouchedFor(shown, chain)) throw Refused(Fault(chain));
        return true;
    }

    private static X509SubjectAlternativeNameExtension? NamesOf(X509Certificate2 shown) => shown.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();

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

    private static string? Lapse(X509Certificate2 shown)
    {
        var now = DateTime.UtcNow;
        var (from, to) = (shown.NotBefore.ToUniversalTime(), shown.NotAfter.ToUniversalTime());
        return now > to ? $"certificate has expired or is not yet valid: current time {Text(now)} is after {Text(to)}"
            : now < from ? $"certificate has expired or is not yet valid: current time {Text(now)} is before {Text(from)}"
            : null;
    }

    private static string Fault(X509Chain chain) =>
        chain.ChainStatus.Any(s => (s.Status & ~(X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation)) != 0)
            ? string.Join(", ", chain.ChainStatus.Select(s => s.StatusInformation.Trim()))
            : "certificate signed by unknown authority";

    private static string Mismatch(X509Certificate2 shown, string host)
    {
        var names = NamesOf(shown);
        // The framework still takes the subject for a name; clients of Docker have not for years.
        if (names is null && string.Equals(shown.GetNameInfo(X509NameType.SimpleName, forIssuer: false), host, StringComparison.OrdinalIgnoreCase))
            return "certificate relies on legacy Common Name field, use SANs instead";
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
