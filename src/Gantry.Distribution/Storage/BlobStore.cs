using System.Security.Cryptography;

using Gantry.Distribution.Blobs;
using Gantry.Oci.Images;

namespace Gantry.Distribution.Storage;

/// <summary>The content of all repositories, each piece once: <c>blobs/ALGORITHM/HEX</c>. A piece is found complete and verified, or not at all.</summary>
internal sealed class BlobStore(IStoragePlace place, KeyLocks keys)
{
    /// <summary>The algorithms content can be addressed by.</summary>
    public static readonly IReadOnlyList<string> Algorithms = ["sha256", "sha512"];

    /// <summary>What all keys of content begin with.</summary>
    public const string Beginning = "blobs/";

    /// <summary>The content's size in bytes; null where it is not here.</summary>
    public long? Size(Digest digest) => place.Size(KeyOf(digest));

    /// <summary>Opens content for reading; null where it is not here.</summary>
    public BlobReader? Open(Digest digest) => place.Open(KeyOf(digest));

    /// <summary>Reads a small piece of content; null where it is not here.</summary>
    public ValueTask<byte[]?> ReadAsync(Digest digest) => place.ReadAsync(KeyOf(digest));

    /// <summary>An address where a client gets content without this registry; null where there is none.</summary>
    public Uri? AddressOf(Digest digest) => place.AddressOf(KeyOf(digest));

    /// <summary>Takes in a file whose content has this digest; the file is gone then.</summary>
    public async ValueTask AdoptAsync(string path, Digest digest, long length)
    {
        using var turn = await keys.HoldAsync(KeyOf(digest));
        // What is here already stays, for readers may be at it; only a file that was cut short by a damaged disk is replaced.
        if (Size(digest) == length)
        {
            Touch(digest);
            File.Delete(path);
        }
        else
            await place.AdoptAsync(KeyOf(digest), path, length);
    }

    /// <summary>Stores a small piece of content under its digest.</summary>
    public async ValueTask AddAsync(ReadOnlyMemory<byte> content, Digest digest)
    {
        using var turn = await keys.HoldAsync(KeyOf(digest));
        if (Size(digest) == content.Length)
            Touch(digest);
        else
            await place.AddAsync(KeyOf(digest), content);
    }

    /// <summary>Says that content is wanted from now on: it is not collected for a while, whoever names it.</summary>
    public void Touch(Digest digest) => LastUse.Renew(PathOf(digest));

    /// <summary>Every piece of content.</summary>
    public IEnumerable<Digest> All()
    {
        foreach (var algorithm in Algorithms.Where(algorithm => Directory.Exists(Path.Combine(place.Root, Beginning, algorithm))))
            foreach (var file in Directory.EnumerateFiles(Path.Combine(place.Root, Beginning, algorithm)))
                if (Digest.TryParse($"{algorithm}:{Path.GetFileName(file)}", out var digest))
                    yield return digest;
    }

    /// <summary>Whether a key is one of content.</summary>
    public static bool IsKey(string key) => key.StartsWith(Beginning, StringComparison.Ordinal);

    /// <summary>The key of content.</summary>
    public static string KeyOf(Digest digest) => $"{Beginning}{digest.Algorithm}/{digest.Hex}";

    /// <summary>The digest of the content a key stands for.</summary>
    public static Digest DigestOf(string key) => Digest.Parse(key[Beginning.Length..].Replace('/', ':'));

    /// <summary>The digest of bytes under one of the algorithms.</summary>
    public static Digest Hash(ReadOnlySpan<byte> content, string algorithm) =>
        algorithm == "sha512" ? Digest.Parse("sha512:" + Convert.ToHexStringLower(SHA512.HashData(content))) : Digest.Of(content);

    private string PathOf(Digest digest) => Path.Combine(place.Root, KeyOf(digest));
}
