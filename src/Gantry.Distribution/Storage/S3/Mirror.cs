using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gantry.Distribution.Storage.S3;

/// <summary>What a bucket has, as files of this machine: names with what they say, content as its size. They are quick to look at, and made anew from the bucket where they
/// are not there; so none is worth making durable. A file's time says when it was last wanted.</summary>
internal sealed class Mirror(string root, TemporaryFiles temporary)
{
    private const string NameFolder = "repositories/";
    private static readonly string[] kinds = ["/_blobs/", "/_manifests/", "/_tags/", "/_referrers/"];

    public string PathOf(string key) => Path.Combine(root, key);

    public bool Has(string key) => File.Exists(PathOf(key));

    /// <summary>Shows a name and what it says.</summary>
    public void Show(string key, ReadOnlySpan<byte> text)
    {
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var passing = temporary.Next();
        File.WriteAllBytes(passing, text);
        File.Move(passing, path, overwrite: true);
    }

    /// <summary>Shows content.</summary>
    public void ShowContent(string key, long size) => Show(key, Encoding.ASCII.GetBytes(size.ToString(CultureInfo.InvariantCulture)));

    /// <summary>How many bytes content has; null where it is not shown.</summary>
    public long? Size(string key)
    {
        try
        {
            return long.TryParse(File.ReadAllText(PathOf(key)), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <returns>Whether it was shown.</returns>
    public bool Hide(string key)
    {
        if (!Has(key))
            return false;
        File.Delete(PathOf(key));
        return true;
    }

    /// <summary>Makes the mirror like the bucket. What is here already keeps its time; what is new is wanted now, since nobody knows when it was.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="parallel">How many objects are read at a time.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task FollowAsync(S3Bucket bucket, int parallel, CancellationToken cancellation)
    {
        var kept = new HashSet<UInt128>();
        foreach (var folder in new[] { BlobStore.Beginning, NameFolder })
        {
            await foreach (var page in bucket.ListAsync(folder, cancellation))
            {
                var found = page.Where(one => IsOurs(one.Key)).ToList();
                kept.UnionWith(found.Select(one => Short(one.Key)));
                await Parallel.ForEachAsync(found.Where(one => !IsShown(one)), new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation }, async (one, gone) =>
                {
                    if (BlobStore.IsKey(one.Key))
                        ShowContent(one.Key, one.Size);
                    else if (one.Size == 0)
                        Show(one.Key, []);
                    else if (await bucket.GetAsync(one.Key, gone) is { } text)
                        Show(one.Key, text);
                });
            }
        }

        foreach (var key in Keys().Where(key => !kept.Contains(Short(key))))
            Hide(key);
    }

    private bool IsShown(S3Object one)
    {
        if (BlobStore.IsKey(one.Key))
            return Size(one.Key) == one.Size;
        var file = new FileInfo(PathOf(one.Key));
        return file.Exists && file.Length == one.Size && (one.Size == 0 || Tag(File.ReadAllBytes(file.FullName)) == one.Tag);
    }

    /// <summary>What most stores know such an object by. Where a store calls it something else, it is read, no more.</summary>
#pragma warning disable CA5351 // the store's choice, and no proof of anything
    private static string Tag(byte[] text) => Convert.ToHexStringLower(MD5.HashData(text));
#pragma warning restore CA5351

    /// <summary>All that is shown; uploads are none of it.</summary>
    private IEnumerable<string> Keys()
    {
        foreach (var folder in new[] { BlobStore.Beginning, NameFolder }.Where(folder => Directory.Exists(PathOf(folder))))
            foreach (var path in Directory.EnumerateFiles(PathOf(folder), "*", SearchOption.AllDirectories))
                if (Path.GetRelativePath(root, path) is var key && IsOurs(key))
                    yield return key;
    }

    /// <summary>Others may keep things in the bucket too; and what they call theirs must lead nowhere else here.</summary>
    private static bool IsOurs(string key) =>
        (BlobStore.IsKey(key) || (key.StartsWith(NameFolder, StringComparison.Ordinal) && kinds.Any(kind => key.Contains(kind, StringComparison.Ordinal))))
        && !key.Contains('\0', StringComparison.Ordinal) && key.Split('/').All(part => part is not ("" or "." or ".."));

    /// <summary>Enough to tell keys apart, where there may be millions.</summary>
    private static UInt128 Short(string key) => BitConverter.ToUInt128(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
