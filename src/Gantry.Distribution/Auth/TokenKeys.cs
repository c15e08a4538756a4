using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

using Gantry.Oci.Errors;

namespace Gantry.Distribution.Auth;

/// <summary>The keys that may sign tokens: those of a set (RFC 7517), those of certificates, and those of certificates these vouch for.</summary>
internal sealed class TokenKeys
{
    private readonly List<(string Id, AsymmetricAlgorithm Key)> keys = [];
    private readonly X509Certificate2Collection roots = [];

    /// <summary>Reads the files.</summary>
    /// <exception cref="GantryException">Invalid: a file cannot be read, or there is no key.</exception>
    public TokenKeys(TokenOptions options)
    {
        try
        {
            if (options.RootCertificates is { } bundle)
                ReadCertificates(bundle);
            if (options.KeySet is { } set)
                ReadSet(set);
        }
        catch (Exception fault) when (fault is CryptographicException or JsonException or FormatException or IOException or UnauthorizedAccessException or KeyNotFoundException or InvalidOperationException)
        {
            throw new GantryException(ErrorKind.Invalid, $"cannot read the keys of tokens: {fault.Message}", fault);
        }

        if (keys.Count == 0)
            throw new GantryException(ErrorKind.Invalid, "token authentication needs a root certificate bundle or a set of keys");
    }

    /// <summary>The keys a token may be signed by: the one its header names, one of a certificate it brings along, or where it says nothing any.</summary>
    public IEnumerable<AsymmetricAlgorithm> Find(JsonElement header)
    {
        if (header.TryGetProperty("x5c", out var chain) && chain.ValueKind == JsonValueKind.Array)
            return Vouched(chain) is { } key ? [key] : [];
        var id = header.TryGetProperty("kid", out var kid) && kid.ValueKind == JsonValueKind.String ? kid.GetString() : null;
        return keys.Where(key => id is null || key.Id == id).Select(key => key.Key);
    }

    /// <summary>The key of the first certificate, where the roots vouch for it.</summary>
    private AsymmetricAlgorithm? Vouched(JsonElement shown)
    {
        var certificates = new List<X509Certificate2>();
        foreach (var text in shown.EnumerateArray())
        {
            if (text.ValueKind != JsonValueKind.String || !text.TryGetBytesFromBase64(out var bytes))
                return null;
            try
            {
                certificates.Add(X509CertificateLoader.LoadCertificate(bytes));
            }
            catch (CryptographicException)
            {
                return null;
            }
        }

        if (certificates.Count == 0)
            return null;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.ExtraStore.AddRange(certificates.Skip(1).ToArray());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true; // whoever shows a token must not send us elsewhere
        return chain.Build(certificates[0]) ? KeyOf(certificates[0]) : null;
    }

    private void ReadCertificates(string path)
    {
        roots.ImportFromPemFile(path);
        foreach (var certificate in roots)
        {
            if (KeyOf(certificate) is not { } key)
                continue;
            keys.Add((Fingerprint(key), key));
            keys.Add((Thumbprint(key), key));
        }
    }

    private void ReadSet(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var entry in document.RootElement.GetProperty("keys").EnumerateArray())
        {
            AsymmetricAlgorithm? key = entry.GetProperty("kty").GetString() switch
            {
                "RSA" => RSA.Create(new RSAParameters { Modulus = Bytes(entry, "n"), Exponent = Bytes(entry, "e") }),
                "EC" => ECDsa.Create(new ECParameters { Curve = Curve(entry.GetProperty("crv").GetString()), Q = new ECPoint { X = Bytes(entry, "x"), Y = Bytes(entry, "y") } }),
                _ => null, // of a kind that signs nothing here
            };
            if (key is not null)
                keys.Add((entry.TryGetProperty("kid", out var id) ? id.GetString()! : Thumbprint(key), key));
        }
    }

    private static AsymmetricAlgorithm? KeyOf(X509Certificate2 certificate) => (AsymmetricAlgorithm?)certificate.GetRSAPublicKey() ?? certificate.GetECDsaPublicKey();

    /// <summary>How Docker's first token servers name a key: 240 bits of the SHA-256 of its DER form, in base 32, in groups of four.</summary>
    private static string Fingerprint(AsymmetricAlgorithm key)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var hash = SHA256.HashData(key.ExportSubjectPublicKeyInfo());
        var text = new StringBuilder();
        for (var bit = 0; bit < 240; bit += 5)
        {
            if (bit > 0 && bit % 20 == 0)
                text.Append(':');
            var pair = (hash[bit / 8] << 8) | hash[bit / 8 + 1];
            text.Append(alphabet[(pair >> (11 - bit % 8)) & 31]);
        }

        return text.ToString();
    }

    /// <summary>How newer ones do (RFC 7638).</summary>
    private static string Thumbprint(AsymmetricAlgorithm key)
    {
        string json;
        if (key is RSA rsa)
        {
            var parts = rsa.ExportParameters(false);
            json = $$"""{"e":"{{Base64Url.EncodeToString(parts.Exponent)}}","kty":"RSA","n":"{{Base64Url.EncodeToString(parts.Modulus)}}"}""";
        }
        else
        {
            var parts = ((ECDsa)key).ExportParameters(false);
            json = $$"""{"crv":"P-{{key.KeySize}}","kty":"EC","x":"{{Base64Url.EncodeToString(parts.Q.X)}}","y":"{{Base64Url.EncodeToString(parts.Q.Y)}}"}""";
        }

        return Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(json)));
    }

    private static byte[] Bytes(JsonElement key, string name) => Base64Url.DecodeFromChars(key.GetProperty(name).GetString());

    private static ECCurve Curve(string? name) => name switch
    {
        "P-256" => ECCurve.NamedCurves.nistP256,
        "P-384" => ECCurve.NamedCurves.nistP384,
        "P-521" => ECCurve.NamedCurves.nistP521,
        _ => throw new FormatException($"unsupported curve {name}"),
    };
}
