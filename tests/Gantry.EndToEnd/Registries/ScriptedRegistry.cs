using System.Collections.Concurrent;
using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Registries;

/// <summary>A registry on the engine's machine with one image of one layer, about which it says what a test wants it to say. It keeps what it was asked for.</summary>
internal sealed class ScriptedRegistry : IDisposable
{
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    public const string Layer = "application/vnd.oci.image.layer.v1.tar+gzip";

    private const int Port = 5055;
    private readonly HttpListener listener;
    private readonly Dictionary<string, byte[]> answers = [];
    private readonly ConcurrentQueue<string> asked = new();
    private readonly string type;
    private readonly string? told;

    private ScriptedRegistry(HttpListener listener, string type, string? told, string layerType)
    {
        (this.listener, this.type, this.told) = (listener, type, told);
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "file") { DataStream = new MemoryStream(RandomNumberGenerator.GetBytes(10_000)) });
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(tar.ToArray());
        var layer = packed.ToArray();
        var config = Encoding.ASCII.GetBytes($$"""{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["{{DigestOf(tar.ToArray())}}"]} }""");
        var manifest = Encoding.ASCII.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"{{Manifest}}",
            "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{DigestOf(config)}}","size":{{config.Length}} },
            "layers":[{"mediaType":"{{layerType}}","digest":"{{DigestOf(layer)}}","size":{{layer.Length}} }]}
            """);
        Digest = DigestOf(manifest);
        answers["/v2/"] = [];
        answers["/v2/x/manifests/1"] = answers["/v2/x/manifests/" + Digest] = manifest;
        answers["/v2/x/blobs/" + DigestOf(config)] = config;
        answers["/v2/x/blobs/" + DigestOf(layer)] = layer;
        _ = Serve();
    }

    public static string Name => $"127.0.0.1:{Port}/x:1";

    /// <summary>The manifest's digest.</summary>
    public string Digest { get; }

    /// <summary>Methods and paths below the repository, in order.</summary>
    public IReadOnlyList<string> Asked => [.. asked];

    /// <summary>Starts one.</summary>
    /// <param name="host">The engine's machine.</param>
    /// <param name="type">The type it says its manifest has.</param>
    /// <param name="told">The digest it says its manifest has; null for the right one.</param>
    /// <param name="layerType">The type its manifest says the layer has.</param>
    public static async Task<ScriptedRegistry> Start(Host host, string type = Manifest, string? told = null, string layerType = Layer) => new(
        await host.Inside(() =>
        {
            var made = new HttpListener { Prefixes = { $"http://127.0.0.1:{Port}/" } };
            made.Start();
            return made;
        }),
        type,
        told,
        layerType);

    public void Dispose() => listener.Close();

    private static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private async Task Serve()
    {
        try
        {
            while (true)
                await Answer(await listener.GetContextAsync());
        }
        catch (Exception e) when (e is ObjectDisposedException or HttpListenerException)
        {
            // The test is over.
        }
    }

    private async Task Answer(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        using var response = context.Response;
        if (path.StartsWith("/v2/x/", StringComparison.Ordinal))
            asked.Enqueue($"{context.Request.HttpMethod} {path["/v2/x/".Length..]}");
        if (!answers.TryGetValue(path, out var body))
        {
            response.StatusCode = 404;
            return;
        }

        var isManifest = path.Contains("/manifests/", StringComparison.Ordinal);
        response.ContentType = isManifest ? type : "application/octet-stream";
        if (isManifest)
            response.Headers["Docker-Content-Digest"] = told ?? Digest;
        response.ContentLength64 = body.Length;
        if (context.Request.HttpMethod != "HEAD")
            await response.OutputStream.WriteAsync(body);
    }
}
