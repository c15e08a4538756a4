using System.Security.Cryptography;

using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Storage.Content;

/// <summary>Computes a digest piece by piece.</summary>
internal sealed class ContentHash(string algorithm) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(algorithm switch
    {
        "sha256" => HashAlgorithmName.SHA256,
        "sha384" => HashAlgorithmName.SHA384,
        "sha512" => HashAlgorithmName.SHA512,
        _ => throw new GantryException(ErrorKind.Invalid, "unsupported digest algorithm"),
    });

    public void Append(ReadOnlySpan<byte> data) => _hash.AppendData(data);

    public Digest Finish()
    {
        Span<byte> hash = stackalloc byte[64];
        var length = _hash.GetHashAndReset(hash);
        return Digest.Parse($"{algorithm}:{Convert.ToHexStringLower(hash[..length])}");
    }

    public void Dispose() => _hash.Dispose();
}
