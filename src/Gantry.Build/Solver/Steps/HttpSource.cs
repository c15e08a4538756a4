using System.Globalization;
using System.Security.Cryptography;

using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Oci.Errors;

namespace Gantry.Build.Solver.Steps;

/// <summary>Brings a file from an address, or what the client uploads at one.</summary>
internal static class HttpSource
{
    /// <summary>The host that stands for the client itself.</summary>
    private const string ClientHost = "buildkit-session";

    private const int OwnerOnly = 0x180; // 0600

    public static async Task<StepFiles> RunAsync(StepContext context, Vertex vertex, SourceOperation source, CancellationToken cancellation)
    {
        var directory = context.Host.Locals.Take("");
        context.Hold(directory);
        var name = PathText.Clean(source.Attribute(SourceAttributes.HttpFileName) ?? "download")[1..];
        var path = Path.Combine(directory.Path, name);
        var modified = await DownloadAsync(context, source, path, cancellation);
        File.SetUnixFileMode(path, (UnixFileMode)(source.Attribute(SourceAttributes.HttpPermissions) is { } octal ? Convert.ToInt32(octal, 8) : OwnerOnly));
        File.SetLastWriteTimeUtc(path, modified?.UtcDateTime ?? DateTime.UnixEpoch);
        await using var content = File.OpenRead(path);
        var digest = "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
        if (source.Attribute(SourceAttributes.HttpChecksum) is { Length: > 0 } wanted && wanted != digest)
            throw new GantryException(ErrorKind.Invalid, $"digest mismatch {digest}: {wanted}");
        context.Pins[vertex.Digest] = digest;
        return new DirectoryFiles(directory.Path, $"http {digest} {name}");
    }

    private static async Task<DateTimeOffset?> DownloadAsync(StepContext context, SourceOperation source, string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.CreateNew);
        var address = new Uri(source.Identifier);
        if (address.Host == ClientHost)
        {
            var session = context.Session ?? throw new GantryException(ErrorKind.Invalid, "no client to ask for its upload");
            await using var upload = await session.OpenUploadAsync(source.Identifier, cancellation);
            await upload.CopyToAsync(file, cancellation);
            return null;
        }

        using var client = new HttpClient();
        using var answer = await GetAsync(client, address, cancellation);
        await answer.Content.CopyToAsync(file, cancellation);
        return answer.Content.Headers.LastModified;
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, Uri address, CancellationToken cancellation)
    {
        try
        {
            var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.IsSuccessStatusCode) return answer;
            answer.Dispose();
            throw new GantryException(ErrorKind.Invalid, string.Create(CultureInfo.InvariantCulture, $"failed to load cache key: invalid response status {(int)answer.StatusCode}"));
        }
        catch (HttpRequestException e)
        {
            throw new GantryException(ErrorKind.Unavailable, $"failed to load cache key: Get \"{address}\": {e.Message}", e);
        }
    }
}
