using System.Globalization;
using System.Security.Cryptography;

using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Oci.Errors;
using Gantry.Registry.Errors;

namespace Gantry.Build.Solver.Steps;

/// <summary>Brings a file from an address, or what the client uploads at one.</summary>
internal static class HttpSource
{
    /// <summary>The host that stands for the client itself.</summary>
    private const string ClientHost = "buildkit-session";

    private const int LongestName = 255; // of a file, in bytes
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static async Task<StepFiles> RunAsync(StepContext context, Vertex vertex, SourceOperation source, CancellationToken cancellation)
    {
        var directory = context.Host.Locals.Take("");
        context.Hold(directory);
        var name = Path.GetFileName(PathText.Clean(source.Attribute(SourceAttributes.HttpFileName) ?? ""));
        if (name.Length == 0) name = "download";
        if (name.Contains('\0', StringComparison.Ordinal) || System.Text.Encoding.UTF8.GetByteCount(name) > LongestName) throw new GantryException(ErrorKind.Invalid, "invalid file name for a download");
        var permissions = Permissions(source.Attribute(SourceAttributes.HttpPermissions));
        var path = Path.Combine(directory.Path, name);
        var modified = await DownloadAsync(context, source, path, cancellation);
        File.SetUnixFileMode(path, permissions);
        File.SetLastWriteTimeUtc(path, modified?.UtcDateTime ?? DateTime.UnixEpoch);
        await using var content = File.OpenRead(path);
        var digest = "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
        if (source.Attribute(SourceAttributes.HttpChecksum) is { Length: > 0 } wanted && wanted != digest)
            throw new GantryException(ErrorKind.Invalid, $"digest mismatch {digest}: {wanted}");
        context.Pins[vertex.Digest] = digest;
        return new DirectoryFiles(directory.Path, $"http {digest} {name}");
    }

    private static UnixFileMode Permissions(string? octal)
    {
        if (octal is null) return OwnerOnly;
        if (octal.Length is 0 or > 6 || octal.AsSpan().ContainsAnyExceptInRange('0', '7')) throw new GantryException(ErrorKind.Invalid, $"invalid permissions {octal} for a download");
        return (UnixFileMode)(Convert.ToInt32(octal, 8) & 0xFFF);
    }

    private static async Task<DateTimeOffset?> DownloadAsync(StepContext context, SourceOperation source, string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.CreateNew);
        if (!Uri.TryCreate(source.Identifier, UriKind.Absolute, out var address) || address.Host.Length == 0) throw new GantryException(ErrorKind.Invalid, $"invalid address {source.Identifier}");
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
            using var asked = new HttpRequestMessage(HttpMethod.Get, address);
            throw new GantryException(ErrorKind.Unavailable, $"failed to load cache key: {ConnectionFaults.Of(asked, e).Message}", e);
        }
    }
}
