using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Registries;

/// <summary>A registry with one image of one layer on the engine's machine, that stops in the middle of the layer the first time it is asked for.</summary>
internal sealed class StallingRegistry : IDisposable
{
    private readonly TcpListener listener;
    private readonly Dictionary<string, byte[]> answers = [];
    private readonly List<TcpClient> clients = [];
    private readonly List<long> asked = [];
    private readonly string layerPath;

    private StallingRegistry(TcpListener listener, byte[] layer, string diffId)
    {
        this.listener = listener;
        Layer = layer;
        var config = Encoding.ASCII.GetBytes($$"""{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["{{diffId}}"]} }""");
        var manifest = Encoding.ASCII.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
            "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{Digest(config)}}","size":{{config.Length}} },
            "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{{Digest(layer)}}","size":{{layer.Length}} }]}
            """);
        layerPath = "/v2/x/blobs/" + Digest(layer);
        answers["/v2/"] = [];
        answers["/v2/x/manifests/1"] = manifest;
        answers["/v2/x/blobs/" + Digest(config)] = config;
        answers[layerPath] = layer;
        _ = Serve();
    }

    public byte[] Layer { get; }

    /// <summary>How many bytes of the layer come before it stops.</summary>
    public int Half => Layer.Length / 2;

    /// <summary>The first byte of the layer each request asked for.</summary>
    public IReadOnlyList<long> Asked
    {
        get
        {
            lock (asked)
                return [.. asked];
        }
    }

    public string Name => $"{listener.LocalEndpoint}/x:1";

    public static async Task<StallingRegistry> Start(Host host)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "file") { DataStream = new MemoryStream(RandomNumberGenerator.GetBytes(4 << 20)) });
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(tar.ToArray());
        var listener = await host.Inside(() =>
        {
            var made = new TcpListener(IPAddress.Loopback, 0);
            made.Start();
            return made;
        });
        return new StallingRegistry(listener, packed.ToArray(), Digest(tar.ToArray()));
    }

    public void Dispose()
    {
        listener.Dispose();
        lock (clients)
            clients.ForEach(client => client.Dispose());
    }

    private static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                lock (clients)
                    clients.Add(client);
                _ = Answer(client);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task Answer(TcpClient client)
    {
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            var path = (await reader.ReadLineAsync())?.Split(' ') is [_, var wanted, _] ? wanted : "";
            var from = 0;
            while (await reader.ReadLineAsync() is { Length: > 0 } header)
            {
                if (header.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                    from = int.Parse(header["Range: bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture);
            }

            if (!answers.TryGetValue(path, out var body))
            {
                client.Dispose(); // the greeting of TLS
                return;
            }

            var status = from > 0 ? $"206 Partial Content\r\nContent-Range: bytes {from}-{body.Length - 1}/{body.Length}" : "200 OK";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length - from}\r\nConnection: close\r\n\r\n"));
            if (IsFirst(path, from))
                await client.GetStream().WriteAsync(body.AsMemory(0, Half));
            else
            {
                await client.GetStream().WriteAsync(body.AsMemory(from));
                client.Dispose();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The engine is gone.
        }
    }

    private bool IsFirst(string path, long from)
    {
        if (path != layerPath)
            return false;
        lock (asked)
        {
            asked.Add(from);
            return asked.Count == 1;
        }
    }
}
