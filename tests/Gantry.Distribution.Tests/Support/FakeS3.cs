using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

using Gantry.Distribution.Storage.S3;
using Gantry.Http.Hosting;

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Distribution.Tests.Support;

/// <summary>An object store in this process, as strict as Amazon's where it matters: signatures and hashes are checked, parts must be large enough, and lists come in
/// pages. A test can have it fail before, after or amid its work.</summary>
public sealed class FakeS3 : IHttpApplication<HttpContext>, IAsyncDisposable
{
    public const string Bucket = "box", Region = "mars-1", AccessKey = "AKTEST", Secret = "s3cr3t/+key";

    private readonly HttpServer server = new(_ => { });

    /// <summary>The objects of the bucket.</summary>
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Uploads in parts that have not ended.</summary>
    public ConcurrentDictionary<string, FakeUpload> Uploads { get; } = new(StringComparer.Ordinal);

    /// <summary>What it was asked: <c>PUT /box/key?query</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>What is to go wrong with a request; null: nothing.</summary>
    public Func<HttpRequest, S3Trouble?> Trouble { get; set; } = _ => null;

    /// <summary>Which objects it will not remove with others.</summary>
    public Func<string, bool> Keeps { get; set; } = _ => false;

    /// <summary>Whether it removes several objects with one request.</summary>
    public bool RemovesMany { get; set; } = true;

    /// <summary>How many keys a list has.</summary>
    public int PageSize { get; set; } = 1000;

    /// <summary>How long a registry may go without a sign of life.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>What time it is there.</summary>
    public Func<DateTimeOffset> Now { get; set; } = () => DateTimeOffset.UtcNow;

    public Uri Address { get; private set; } = null!;

    /// <summary>How a registry gets here.</summary>
    public S3Options Options => new()
    {
        Bucket = Bucket,
        Prefix = "some/where",
        Endpoint = Address,
        Region = Region,
        PathStyle = true,
        Credentials = new S3Credentials(AccessKey, Secret, null),
        Pause = TimeSpan.FromMilliseconds(1),
        Silence = TimeSpan.FromSeconds(8),
        Lease = Lease,
    };

    public async Task StartAsync()
    {
        server.Settings.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        await server.StartAsync(this, null, _ => { }, "the test", CancellationToken.None);
        Address = new Uri(server.Addresses[0]);
    }

    /// <summary>Fails the first requests of a kind.</summary>
    /// <param name="trouble">How.</param>
    /// <param name="times">How many of them.</param>
    /// <param name="which">Which.</param>
    /// <returns>How often it has.</returns>
    public Func<int> Fail(S3Trouble trouble, int times, Func<HttpRequest, bool> which)
    {
        var count = 0;
        Trouble = request => which(request) && Interlocked.Increment(ref count) <= times ? trouble : null;
        return () => Math.Min(count, times);
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        var request = context.Request;
        Requests.Enqueue($"{request.Method} {request.Path}{request.QueryString}");
        var trouble = Trouble(request);
        if (trouble is S3Trouble.Busy)
        {
            await Refuse(context, 503, "SlowDown", "Please reduce your request rate.");
            return;
        }

        if (trouble is S3Trouble.Silent)
        {
            await Gone(context);
            return;
        }

        if (trouble is S3Trouble.CutBefore)
        {
            // Part of what comes is taken in, so that the sender is amid it.
            _ = await request.Body.ReadAsync(new byte[1000]);
            context.Abort();
            return;
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        if (trouble is S3Trouble.CutAfter)
        {
            // It is done, and nobody is told.
            var real = context.Response.Body;
            context.Response.Body = Stream.Null;
            await Answer(context, body.ToArray());
            context.Response.Body = real;
            context.Abort();
            return;
        }

        if (trouble is S3Trouble.CutAmid or S3Trouble.SilentAmid)
            context.Response.Body = new HalfStream(context, trouble is S3Trouble.SilentAmid);
        await Answer(context, body.ToArray());
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task Answer(HttpContext context, byte[] body)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.Date = Now().ToString("R", CultureInfo.InvariantCulture);
        if (FakeS3Signature.Fault(request, body, Now()) is var (status, code, message))
        {
            await Refuse(context, status, code, message);
            return;
        }

        var path = request.Path.Value!.TrimStart('/').Split('/', 2);
        if (path[0] != Bucket)
        {
            await Refuse(context, 404, "NoSuchBucket", "The specified bucket does not exist");
            return;
        }

        var key = path.Length > 1 ? path[1] : "";
        var query = request.Query;
        switch (request.Method)
        {
            case "GET" when key.Length == 0 && query.ContainsKey("uploads"):
                await Xml(context, $"<ListMultipartUploadsResult>{string.Concat(Uploads.Select(upload => $"<Upload><Key>{upload.Value.Key}</Key><UploadId>{upload.Key}</UploadId></Upload>"))}</ListMultipartUploadsResult>");
                break;
            case "GET" when key.Length == 0:
                await List(context);
                break;
            case "GET" or "HEAD" when !Objects.ContainsKey(key):
                await Refuse(context, 404, "NoSuchKey", "The specified key does not exist.");
                break;
            case "GET" or "HEAD":
                await Give(context, Objects[key]);
                break;
            case "PUT" when query.TryGetValue("partNumber", out var number) && Uploads.TryGetValue(query["uploadId"].ToString(), out var upload):
                upload.Parts[int.Parse(number.ToString(), CultureInfo.InvariantCulture)] = body;
                response.Headers.ETag = Tag(body);
                break;
            case "PUT" when !query.ContainsKey("uploadId"):
                Objects[key] = body;
                response.Headers.ETag = Tag(body);
                break;
            case "POST" when query.ContainsKey("uploads"):
                var id = Guid.NewGuid().ToString("N") + "/+=";
                Uploads[id] = new FakeUpload(key);
                await Xml(context, $"<InitiateMultipartUploadResult><Bucket>{Bucket}</Bucket><Key>{key}</Key><UploadId>{id}</UploadId></InitiateMultipartUploadResult>");
                break;
            case "POST" when Uploads.TryRemove(query["uploadId"].ToString(), out var whole):
                await Complete(context, whole, Encoding.UTF8.GetString(body));
                break;
            case "POST" when query.ContainsKey("delete"):
                await RemoveMany(context, body);
                break;
            case "DELETE" when query.ContainsKey("uploadId"):
                response.StatusCode = Uploads.TryRemove(query["uploadId"].ToString(), out _) ? 204 : 404;
                break;
            case "DELETE":
                Objects.TryRemove(key, out _);
                response.StatusCode = 204;
                break;
            default:
                await Refuse(context, 404, "NoSuchUpload", "The specified multipart upload does not exist.");
                break;
        }
    }

    private Task RemoveMany(HttpContext context, byte[] body)
    {
        if (!RemovesMany)
            return Refuse(context, 501, "NotImplemented", "A header you provided implies functionality that is not implemented.");
        if (context.Request.Headers.ContentMD5 != Convert.ToBase64String(Md5(body)))
            return Refuse(context, 400, "InvalidDigest", "The Content-MD5 you specified is not valid.");
        var faults = "";
        foreach (var key in System.Xml.Linq.XDocument.Parse(Encoding.UTF8.GetString(body)).Descendants().Where(element => element.Name.LocalName == "Key").Select(element => element.Value))
        {
            if (Keeps(key))
                faults += $"<Error><Key>{key}</Key><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>";
            else
                Objects.TryRemove(key, out _);
        }

        return Xml(context, $"<DeleteResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{faults}</DeleteResult>");
    }

    private async Task List(HttpContext context)
    {
        var (prefix, after) = (context.Request.Query["prefix"].ToString(), context.Request.Query["continuation-token"].ToString());
        var all = Objects.Where(one => one.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(one.Key, after) > 0).OrderBy(one => one.Key, StringComparer.Ordinal).ToList();
        var page = all.Take(PageSize).ToList();
        var next = page.Count < all.Count ? $"<NextContinuationToken>{page[^1].Key}</NextContinuationToken>" : "";
        var contents = string.Concat(page.Select(one => $"<Contents>\n  <Key>{one.Key}</Key><ETag>{Tag(one.Value).Replace("\"", "&quot;", StringComparison.Ordinal)}</ETag><Size>{one.Value.Length}</Size><Owner><ID>x</ID></Owner></Contents>"));
        await Xml(context, $"<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Prefix>{prefix}</Prefix><IsTruncated>{(next.Length > 0 ? "true" : "false")}</IsTruncated>{next}{contents}</ListBucketResult>");
    }

    private static async Task Give(HttpContext context, byte[] content)
    {
        var (first, last) = (0, content.Length - 1);
        if (context.Request.Headers.Range.ToString() is { Length: > 0 } range)
        {
            var parts = range["bytes=".Length..].Split('-');
            (first, last) = (int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1].Length > 0 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : last);
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {first}-{last}/{content.Length}";
        }

        context.Response.ContentLength = last - first + 1;
        context.Response.Headers.ETag = Tag(content);
        if (context.Request.Method == "GET")
            await context.Response.Body.WriteAsync(content.AsMemory(first, last - first + 1));
    }

    private async Task Complete(HttpContext context, FakeUpload upload, string document)
    {
        var parts = upload.Parts.OrderBy(part => part.Key).ToList();
        var expected = string.Concat(parts.Select(part => $"<Part><PartNumber>{part.Key}</PartNumber><ETag>{Tag(part.Value).Replace("\"", "&quot;", StringComparison.Ordinal)}</ETag></Part>"));
        if (!document.Contains($">{expected}<", StringComparison.Ordinal))
            await Refuse(context, 400, "InvalidPart", "One or more of the specified parts could not be found.");
        else if (parts.SkipLast(1).Any(part => part.Value.Length < 5 << 20))
            await Refuse(context, 400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
        else
        {
            using var whole = new MemoryStream();
            foreach (var (_, content) in parts)
                whole.Write(content);
            Objects[upload.Key] = whole.ToArray();
            await Xml(context, "<CompleteMultipartUploadResult><ETag>\"x-2\"</ETag></CompleteMultipartUploadResult>");
        }
    }

#pragma warning disable CA5351 // as Amazon has it
    private static byte[] Md5(byte[] content) => MD5.HashData(content);
#pragma warning restore CA5351

    private static string Tag(byte[] content) => $"\"{Convert.ToHexStringLower(Md5(content))}\"";

    private static Task Xml(HttpContext context, string document)
    {
        context.Response.ContentType = "application/xml";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + document)).AsTask();
    }

    private static Task Refuse(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        return context.Request.Method == "HEAD" ? Task.CompletedTask : Xml(context, $"<Error><Code>{code}</Code><Message>{message}</Message><RequestId>1</RequestId></Error>");
    }

    /// <summary>Ends when whoever asks has lost patience.</summary>
    private static async Task Gone(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using (context.RequestAborted.Register(gone.SetResult))
            await gone.Task;
    }

    /// <summary>Lets half of an answer through, and cuts the connection or does nothing any more.</summary>
    private sealed class HalfStream(HttpContext context, bool isSilent) : MemoryStream
    {
        private readonly Stream real = context.Response.Body;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await real.WriteAsync(buffer[..(buffer.Length / 2)], cancellationToken);
            await real.FlushAsync(cancellationToken);
            if (isSilent)
                await Gone(context);
            context.Abort();
        }
    }
}

/// <summary>An upload in parts.</summary>
public sealed class FakeUpload(string key)
{
    public string Key { get; } = key;

    public ConcurrentDictionary<int, byte[]> Parts { get; } = new();
}

/// <summary>How an object store fails.</summary>
public enum S3Trouble
{
    /// <summary>It asks for fewer requests.</summary>
    Busy,

    /// <summary>It takes some of the request in and is gone.</summary>
    CutBefore,

    /// <summary>It does what it is asked and is gone.</summary>
    CutAfter,

    /// <summary>Half of its answer comes.</summary>
    CutAmid,

    /// <summary>It never answers.</summary>
    Silent,

    /// <summary>Half of its answer comes, and the connection stays.</summary>
    SilentAmid,
}
