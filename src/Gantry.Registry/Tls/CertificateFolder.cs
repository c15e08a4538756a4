using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using Gantry.Oci.Errors;
using Gantry.Registry.Endpoints;

namespace Gantry.Registry.Tls;

/// <summary>What an operator has put down for one registry: authorities that may vouch for it, and certificates it may be shown.</summary>
/// <param name="Authorities">Trusted beside those of the system.</param>
/// <param name="Clients">With their keys.</param>
internal sealed record CertificateFolder(X509Certificate2Collection Authorities, X509Certificate2Collection Clients)
{
    /// <summary>Reads <c>DIRECTORY/HOST:PORT</c> as Docker does: <c>*.crt</c> are authorities, <c>NAME.cert</c> with <c>NAME.key</c> a client.</summary>
    /// <param name="directory">The folder of one registry; it need not exist.</param>
    /// <exception cref="GantryException">Invalid: half of a client is missing, or a file holds no certificate.</exception>
    public static CertificateFolder Read(string directory)
    {
        var folder = new CertificateFolder([], []);
        foreach (var path in Files(directory))
        {
            var name = Path.GetFileName(path);
            switch (Path.GetExtension(path))
            {
                case ".crt" when Directory.Exists(path):
                    throw Invalid($"read {path}: is a directory");
                case ".crt":
                    Load(path, () => folder.Authorities.ImportFromPemFile(path));
                    break;
                case ".cert":
                    var key = Path.ChangeExtension(path, ".key");
                    if (!File.Exists(key))
                        throw Invalid($"missing key {Path.GetFileName(key)} for client certificate {name}. CA certificates must use the extension .crt");
                    Load(path, () => folder.Clients.Add(Pair(path, key)));
                    break;
                case ".key":
                    var certificate = Path.ChangeExtension(path, ".cert");
                    if (!File.Exists(certificate))
                        throw Invalid($"missing client certificate {Path.GetFileName(certificate)} for key {name}");
                    break;
            }
        }

        return folder;
    }

    /// <summary>Reads files that a host's settings name.</summary>
    /// <exception cref="GantryException">Invalid: a file holds no certificate, or not its key.</exception>
    public static CertificateFolder Read(HostCertificates files)
    {
        var read = new CertificateFolder([], []);
        foreach (var path in files.Authorities) Load(path, () => read.Authorities.ImportFromPemFile(path));
        foreach (var (path, key) in files.Clients) Load(path, () => read.Clients.Add(Pair(path, key ?? path)));
        return read;
    }

    /// <summary>Tells one state of a folder from another; empty where there is none.</summary>
    public static string Stamp(string directory) => string.Join('\n', Files(directory).Select(path => $"{path} {File.GetLastWriteTimeUtc(path).Ticks}"));

    /// <summary>Tells one state of a host's files from another; empty where there are none.</summary>
    public static string Stamp(HostCertificates files) =>
        string.Join('\n', files.Authorities.Concat(files.Clients.SelectMany(c => new[] { c.Certificate, c.Key ?? c.Certificate })).Select(path => $"{path} {File.GetLastWriteTimeUtc(path).Ticks}"));

    private static IReadOnlyList<string> Files(string directory) =>
        Directory.Exists(directory) ? [.. Directory.EnumerateFileSystemEntries(directory).Order(StringComparer.Ordinal)]
        : File.Exists(directory) ? throw Invalid($"open {directory}: not a directory")
        : [];

    /// <summary>A certificate with its key; what is wrong with them is told in the words of Go's library.</summary>
    private static X509Certificate2 Pair(string certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            var why = !HasPem(certificate) ? "failed to find any PEM data in certificate input" : !HasPem(key) ? "failed to find any PEM data in key input" : "private key does not match public key";
            throw new GantryException(ErrorKind.Invalid, $"tls: {why}", e);
        }
    }

    private static bool HasPem(string path) => File.ReadAllText(path).Contains("-----BEGIN ", StringComparison.Ordinal);

    private static void Load(string path, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new GantryException(ErrorKind.Invalid, $"cannot read the certificate {path}: {e.Message}", e);
        }
    }

    private static GantryException Invalid(string message) => new(ErrorKind.Invalid, message);
}
