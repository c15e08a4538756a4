using System.Text;
using System.Xml;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Distribution.Storage.S3;

/// <summary>Brings a file into a bucket: a small one at once, a large one in parts, several at a time. It becomes an object when all of it is there, or not at all.</summary>
internal sealed class S3Upload(S3Transport transport, S3Bucket bucket)
{
    /// <summary>How large a part is. The store wants at least 5 MiB, and no more than 10,000 of them.</summary>
    public const long PartSize = 16 << 20;

    private const int MostParts = 10_000;
    private const int PartsAtOnce = 4;
    private const int PageSize = 1000;

    /// <summary>Putting many parts together takes a store its time.</summary>
    private static readonly TimeSpan assembly = TimeSpan.FromMinutes(10);

    /// <summary>Stores a file as an object.</summary>
    /// <exception cref="S3Exception">The store refuses, or cannot be reached.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task SendAsync(string key, string path, long length, CancellationToken cancellation)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (length <= PartSize)
        {
            await bucket.PutAsync(key, S3Content.Of(file, 0, length), cancellation);
            return;
        }

        var id = await transport.SendAsync(new S3Request(HttpMethod.Post, transport.Address.Of(key, ("uploads", ""))), static async (answer, gone) => S3Xml.First(await S3Answer.ReadAsync(answer, gone), "UploadId"), cancellation);
        try
        {
            await CompleteAsync(key, id, length, await SendPartsAsync(key, id, file, length, cancellation), cancellation);
        }
        catch
        {
            await AbandonAsync(key, id);
            throw;
        }
    }

    /// <summary>Abandons the uploads below a prefix that others have begun and will not end.</summary>
    /// <returns>How many.</returns>
    public async Task<int> AbandonAllAsync(CancellationToken cancellation)
    {
        var count = 0;
        while (true)
        {
            var request = new S3Request(HttpMethod.Get, transport.Address.OfBucket(("prefix", transport.Address.Full(BlobStore.Beginning)), ("uploads", "")));
            var found = await transport.SendAsync(request, async (answer, gone) => Uploads(await S3Answer.ReadAsync(answer, gone)), cancellation);
            foreach (var (key, id) in found)
                await AbortAsync(key, id, cancellation);
            count += found.Count;
            if (found.Count < PageSize)
                return count;
        }
    }

    private async Task<string[]> SendPartsAsync(string key, string id, SafeFileHandle file, long length, CancellationToken cancellation)
    {
        var size = Math.Max(PartSize, (length + MostParts - 1) / MostParts);
        var tags = new string[(length + size - 1) / size];
        await Parallel.ForEachAsync(Enumerable.Range(0, tags.Length), new ParallelOptions { MaxDegreeOfParallelism = PartsAtOnce, CancellationToken = cancellation }, async (index, gone) =>
        {
            var content = S3Content.Of(file, index * size, Math.Min(size, length - (index * size)));
            var address = transport.Address.Of(key, ("partNumber", $"{index + 1}"), ("uploadId", id));
            tags[index] = await transport.SendAsync(
                new S3Request(HttpMethod.Put, address) { Body = content }, static (answer, _) => Task.FromResult(answer.Headers.ETag?.ToString() ?? throw new IOException("a part has no ETag")), gone);
        });
        return tags;
    }

    private async Task CompleteAsync(string key, string id, long length, string[] tags, CancellationToken cancellation)
    {
        var document = new StringBuilder("<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
        for (var index = 0; index < tags.Length; index++)
            document.Append($"<Part><PartNumber>{index + 1}</PartNumber><ETag>{tags[index].Replace("\"", "&quot;", StringComparison.Ordinal)}</ETag></Part>");
        document.Append("</CompleteMultipartUpload>");
        var request = new S3Request(HttpMethod.Post, transport.Address.Of(key, ("uploadId", id))) { Body = S3Content.Of(Encoding.UTF8.GetBytes(document.ToString())), Patience = assembly };
        try
        {
            await transport.SendAsync(request, static async (answer, gone) => Assembled(await S3Answer.ReadAsync(answer, gone)), cancellation);
        }
        catch (S3Exception fault) when (fault.Code == "NoSuchUpload")
        {
            // A first try may have succeeded, and its answer been lost.
            if (await bucket.SizeAsync(key, cancellation) != length)
                throw;
        }
    }

    /// <summary>A store that has already said yes may fail after that, in the body.</summary>
    private static bool Assembled(byte[] document)
    {
        var said = S3Xml.Leaves(document).ToLookup(leaf => leaf.Name, leaf => leaf.Value);
        if (said["Code"].FirstOrDefault() is { } code)
            throw new S3Exception($"the object store cannot put an upload together: {code}: {said["Message"].FirstOrDefault()}", System.Net.HttpStatusCode.InternalServerError, code);
        return said.Contains("ETag") ? true : throw new XmlException("the object store's answer has no ETag");
    }

    /// <summary>Nobody waits for this: what is left over is abandoned at the next start.</summary>
    private async Task AbandonAsync(string key, string id)
    {
        try
        {
            await AbortAsync(key, id, CancellationToken.None);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The failure that led here is the one to tell.
        }
    }

    private async Task AbortAsync(string key, string id, CancellationToken cancellation)
    {
        try
        {
            await transport.SendAsync(new S3Request(HttpMethod.Delete, transport.Address.Of(key, ("uploadId", id))), cancellation);
        }
        catch (S3Exception fault) when (fault.Status == System.Net.HttpStatusCode.NotFound)
        {
            // It has gone.
        }
    }

    private List<(string Key, string Id)> Uploads(byte[] document)
    {
        var found = new List<(string Key, string Id)>();
        var (key, id) = ("", "");
        foreach (var (name, value) in S3Xml.Leaves(document))
        {
            switch (name)
            {
                case "Key":
                    key = value;
                    break;
                case "UploadId":
                    id = value;
                    break;
                case "Upload" when transport.Address.Own(key) is { } own:
                    found.Add((own, id));
                    break;
                default:
                    break;
            }
        }

        return found;
    }
}
