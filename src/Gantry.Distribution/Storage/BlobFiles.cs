using System.Diagnostics.CodeAnalysis;

using Gantry.Oci.Images;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Distribution.Storage;

/// <summary>The content of all repositories, each piece once: <c>blobs/ALGORITHM/HEX</c>. A file appears under its name complete and verified.</summary>
internal sealed class BlobFiles(string root)
{
    /// <summary>The algorithms content can be addressed by.</summary>
    public static readonly IReadOnlyList<string> Algorithms = ["sha256", "sha512"];

    public string PathOf(Digest digest) => Path.Combine(root, digest.Algorithm, digest.Hex);

    /// <summary>The content's size in bytes; null where it is not here.</summary>
    public long? Size(Digest digest) => new FileInfo(PathOf(digest)) is { Exists: true } file ? file.Length : null;

    /// <summary>Opens content for reading.</summary>
    public bool TryOpen(Digest digest, [NotNullWhen(true)] out SafeFileHandle? file)
    {
        try
        {
            file = File.OpenHandle(PathOf(digest));
            return true;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            file = null;
            return false;
        }
    }

    /// <summary>Takes in a file whose content is durable and has this digest.</summary>
    public void Adopt(string path, Digest digest, long length)
    {
        // What is here already stays, for readers may be at it; only a file that was cut short by a damaged disk is replaced.
        if (Size(digest) == length)
        {
            Touch(digest);
            File.Delete(path);
        }
        else
            Durable.Move(path, PathOf(digest));
    }

    /// <summary>Says that content is wanted from now on: it is not collected for a while, whoever names it.</summary>
    public void Touch(Digest digest) => LastUse.Renew(PathOf(digest));

    /// <summary>Removes content that nobody has wanted since a moment.</summary>
    /// <returns>How many bytes it had; null: somebody has, or it is not here.</returns>
    public long? RemoveUnused(Digest digest, DateTimeOffset since)
    {
        var size = Size(digest);
        if (size is null || !LastUse.IsBefore(PathOf(digest), since))
            return null;
        return Durable.Remove(PathOf(digest)) ? size : null;
    }

    /// <summary>Every piece of content.</summary>
    public IEnumerable<Digest> All()
    {
        foreach (var algorithm in Algorithms.Where(algorithm => Directory.Exists(Path.Combine(root, algorithm))))
            foreach (var file in Directory.EnumerateFiles(Path.Combine(root, algorithm)))
                if (Digest.TryParse($"{algorithm}:{Path.GetFileName(file)}", out var digest))
                    yield return digest;
    }
}
