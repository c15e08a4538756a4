using System.Globalization;
using System.Runtime.CompilerServices;

namespace Gantry.Distribution.Storage.S3;

/// <summary>The objects of a bucket below a prefix.</summary>
internal sealed class S3Bucket(S3Transport transport)
{
    /// <summary>Stores an object, over what was there.</summary>
    public Task PutAsync(string key, S3Content content, CancellationToken cancellation) =>
        transport.SendAsync(new S3Request(HttpMethod.Put, transport.Address.Of(key)) { Body = content }, cancellation);

    /// <summary>Reads a small object; null where there is none.</summary>
    public async Task<byte[]?> GetAsync(string key, CancellationToken cancellation)
    {
        try
        {
            return await transport.SendAsync(new S3Request(HttpMethod.Get, transport.Address.Of(key)), S3Answer.ReadAsync, cancellation);
        }
        catch (S3Exception fault) when (fault.IsMissing)
        {
            return null;
        }
    }

    /// <summary>Begins to read a part of an object.</summary>
    public Task<HttpResponseMessage> OpenAsync(string key, long first, long last, CancellationToken cancellation) =>
        transport.OpenAsync(new S3Request(HttpMethod.Get, transport.Address.Of(key)) { Range = string.Create(CultureInfo.InvariantCulture, $"bytes={first}-{last}") }, cancellation);

    /// <summary>How many bytes an object has; null where there is none.</summary>
    public async Task<long?> SizeAsync(string key, CancellationToken cancellation)
    {
        try
        {
            return await transport.SendAsync(new S3Request(HttpMethod.Head, transport.Address.Of(key)), static (answer, _) => Task.FromResult(answer.Content.Headers.ContentLength), cancellation);
        }
        catch (S3Exception fault) when (fault.IsMissing)
        {
            return null;
        }
    }

    /// <summary>Removes an object, if there is one.</summary>
    public async Task DeleteAsync(string key, CancellationToken cancellation)
    {
        try
        {
            await transport.SendAsync(new S3Request(HttpMethod.Delete, transport.Address.Of(key)), cancellation);
        }
        catch (S3Exception fault) when (fault.IsMissing)
        {
            // Some stores tell, most do not.
        }
    }

    /// <summary>All objects whose keys begin with something, a page at a time, in the order of their bytes.</summary>
    public async IAsyncEnumerable<IReadOnlyList<S3Object>> ListAsync(string beginning, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? next = null;
        do
        {
            var address = transport.Address.OfBucket(("list-type", "2"), ("prefix", transport.Address.Full(beginning)), ("continuation-token", next));
            (var page, next) = await transport.SendAsync(new S3Request(HttpMethod.Get, address), async (answer, gone) => Page(await S3Answer.ReadAsync(answer, gone)), cancellation);
            yield return page;
        }
        while (next is not null);
    }

    private (List<S3Object> Objects, string? Next) Page(byte[] document)
    {
        var objects = new List<S3Object>();
        string? next = null;
        var (isCut, key, size, tag) = (false, "", 0L, "");
        foreach (var (name, value) in S3Xml.Leaves(document))
        {
            switch (name)
            {
                case "Key":
                    key = value;
                    break;
                case "Size":
                    size = long.Parse(value, CultureInfo.InvariantCulture);
                    break;
                case "ETag":
                    tag = value.Trim('"');
                    break;
                case "Contents" when transport.Address.Own(key) is { } own:
                    objects.Add(new S3Object(own, size, tag));
                    break;
                case "IsTruncated":
                    isCut = value == "true";
                    break;
                case "NextContinuationToken":
                    next = value;
                    break;
                default:
                    break;
            }
        }

        return (objects, isCut ? next : null);
    }
}
