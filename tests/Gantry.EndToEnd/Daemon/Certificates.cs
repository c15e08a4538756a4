using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gantry.EndToEnd.Daemon;

/// <summary>An authority, and what it signed, as PEM files in a folder.</summary>
internal static class Certificates
{
    /// <summary>Writes <c>ca.pem</c> and, for each of server, client and stranger, <c>NAME.pem</c> and <c>NAME-key.pem</c>; the stranger is signed by another authority.</summary>
    public static void Write(string folder)
    {
        using var authority = Authority("tests");
        using var other = Authority("others");
        File.WriteAllText(folder + "/ca.pem", authority.ExportCertificatePem());
        Sign(authority, folder, "server", "1.3.6.1.5.5.7.3.1");
        Sign(authority, folder, "client", "1.3.6.1.5.5.7.3.2");
        Sign(other, folder, "stranger", "1.3.6.1.5.5.7.3.2");
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static void Sign(X509Certificate2 authority, string folder, string name, string purpose)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        using var signed = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText($"{folder}/{name}.pem", signed.ExportCertificatePem());
        File.WriteAllText($"{folder}/{name}-key.pem", key.ExportPkcs8PrivateKeyPem());
    }
}
