using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

using Gantry.Distribution.Hosting;

namespace Gantry.Distribution.Tests.Support;

/// <summary>Tests over a registry of their own, in this process.</summary>
public abstract class ServerTests : IAsyncLifetime, IDisposable
{
    protected const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    protected const string OciIndex = "application/vnd.oci.image.index.v1+json";

    private readonly string folder = Directory.CreateTempSubdirectory("gantry-distribution.").FullName;

    /// <summary>The object store that keeps everything; null where the directory does. Each test class has one over a bucket as well.</summary>
    protected FakeS3? Bucket { get; init; }

    protected DistributionServer Server { get; private set; } = null!;

    protected HttpClient Http { get; private set; } = null!;

    protected string Root => Path.Combine(folder, "root");

    /// <summary>Where names and content are found as files.</summary>
    protected string Files => Bucket is null ? Root : Path.Combine(Root, "s3");

    public virtual async Task InitializeAsync()
    {
        var options = new DistributionOptions { Root = Root, Addresses = [new IPEndPoint(IPAddress.Loopback, 0)] };
        if (Bucket is not null)
        {
            await Bucket.StartAsync();
            options = options with { Bucket = Bucket.Options };
        }

        Server = new DistributionServer(Configure(options));
        await Server.StartAsync(CancellationToken.None);
        Http = new HttpClient { BaseAddress = new Uri(Server.Addresses[0]) };
    }

    /// <summary>The settings, where a test wants others.</summary>
    protected virtual DistributionOptions Configure(DistributionOptions options) => options;

    public virtual async Task DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        if (Bucket is not null)
            await Bucket.DisposeAsync();
    }

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the server and starts another over the same files.</summary>
    protected async Task Restart()
    {
        await DisposeAsync();
        await InitializeAsync();
    }

    protected static string Sha256(string text) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    protected static string Sha512(string text) => "sha512:" + Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(text)));

    protected async Task<HttpResponseMessage> Send(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                (request.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
        }

        return await Http.SendAsync(request);
    }

    protected async Task<HttpResponseMessage> Get(string path, params (string Name, string Value)[] headers) => await Send(HttpMethod.Get, path, null, headers);

    /// <summary>Puts a blob into a repository in one request and returns its digest.</summary>
    protected async Task<string> Push(string name, string content)
    {
        using var answer = await Send(HttpMethod.Post, $"/v2/{name}/blobs/uploads/?digest={Sha256(content)}", content);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return Sha256(content);
    }

    /// <summary>Begins an upload and returns its path.</summary>
    protected async Task<string> Begin(string name)
    {
        using var answer = await Send(HttpMethod.Post, $"/v2/{name}/blobs/uploads/");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    /// <summary>An image manifest over blobs that are there, with more members.</summary>
    protected async Task<string> Image(string name, string layer, string more = "")
    {
        var (config, content) = (await Push(name, "{}"), await Push(name, layer));
        return $$"""{"schemaVersion":2,"mediaType":"{{OciManifest}}","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{config}}","size":2},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{{content}}","size":{{layer.Length}}}]{{more}}}""";
    }

    protected Task<HttpResponseMessage> PutManifest(string name, string reference, string manifest, string type = OciManifest) =>
        Send(HttpMethod.Put, $"/v2/{name}/manifests/{reference}", manifest, ("Content-Type", type));

    protected static async Task Refused(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(new MediaTypeHeaderValue("application/json"), answer.Content.Headers.ContentType);
        Assert.Equal(code, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]![0]!["code"]!.GetValue<string>());
        answer.Dispose();
    }

    protected static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var found) || answer.Content.Headers.TryGetValues(name, out found) ? string.Join(", ", found) : "";
}
