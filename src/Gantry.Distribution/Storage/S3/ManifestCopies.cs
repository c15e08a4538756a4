using Gantry.Oci.Images;

namespace Gantry.Distribution.Storage.S3;

/// <summary>Copies of manifests on this machine, which are small and asked for often. One that is damaged is none.</summary>
internal sealed class ManifestCopies
{
    private readonly string folder;
    private readonly TemporaryFiles temporary;

    public ManifestCopies(string folder, TemporaryFiles temporary)
    {
        (this.folder, this.temporary) = (folder, temporary);
        Directory.CreateDirectory(folder);
    }

    /// <summary>Keeps a copy.</summary>
    public void Keep(string key, ReadOnlySpan<byte> content)
    {
        var passing = temporary.Next();
        File.WriteAllBytes(passing, content);
        File.Move(passing, PathOf(key), overwrite: true);
    }

    /// <summary>Finds a copy; null where there is none.</summary>
    public byte[]? Find(string key)
    {
        try
        {
            var content = File.ReadAllBytes(PathOf(key));
            return BlobStore.DigestOf(key) is var digest && BlobStore.Hash(content, digest.Algorithm) == digest ? content : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Forgets a copy, where the key is one of content.</summary>
    public void Forget(string key)
    {
        if (BlobStore.IsKey(key))
            File.Delete(PathOf(key));
    }

    /// <summary>Forgets those whose content is kept no longer.</summary>
    public void KeepOnly(Predicate<string> isKept)
    {
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            if (!isKept(BlobStore.KeyOf(Digest.Parse(Path.GetFileName(path)))))
                File.Delete(path);
        }
    }

    private string PathOf(string key) => Path.Combine(folder, BlobStore.DigestOf(key).Value);
}
