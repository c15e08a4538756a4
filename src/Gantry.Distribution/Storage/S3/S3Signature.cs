using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gantry.Distribution.Storage.S3;

/// <summary>Proves who asks: signatures of Amazon's version 4, in headers of a request or in an address that anybody may use for a while.</summary>
internal static class S3Signature
{
    /// <summary>The SHA-256 of nothing.</summary>
    public const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>Signs a request: address, method, time and content.</summary>
    /// <param name="request">The request, whose address is written as it will be sent.</param>
    /// <param name="who">Who asks.</param>
    /// <param name="region">The store's region.</param>
    /// <param name="now">The time.</param>
    /// <param name="contentHash">The SHA-256 of the body.</param>
    public static void Sign(HttpRequestMessage request, S3Credentials who, string region, DateTimeOffset now, string contentHash)
    {
        var address = request.RequestUri!;
        var time = now.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = HostOf(address),
            ["x-amz-content-sha256"] = contentHash,
            ["x-amz-date"] = time,
        };
        if (who.Token is not null)
            headers["x-amz-security-token"] = who.Token;
        var names = string.Join(';', headers.Keys);
        var canonical = $"{request.Method}\n{address.AbsolutePath}\n{Sorted(address.Query)}\n{string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n"))}\n{names}\n{contentHash}";
        foreach (var (name, value) in headers.Where(header => header.Key != "host"))
            request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.TryAddWithoutValidation("Authorization", $"{Algorithm} Credential={who.AccessKey}/{Scope(time, region)}, SignedHeaders={names}, Signature={Signature(who, region, time, canonical)}");
    }

    /// <summary>Makes an address that anybody may get for a while.</summary>
    /// <param name="address">The object's address, without a query.</param>
    /// <param name="who">In whose name.</param>
    /// <param name="region">The store's region.</param>
    /// <param name="now">The time.</param>
    /// <param name="validity">For how long.</param>
    public static Uri Presign(Uri address, S3Credentials who, string region, DateTimeOffset now, TimeSpan validity)
    {
        var time = now.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        var query = $"X-Amz-Algorithm={Algorithm}&X-Amz-Credential={Uri.EscapeDataString($"{who.AccessKey}/{Scope(time, region)}")}&X-Amz-Date={time}"
            + $"&X-Amz-Expires={((int)validity.TotalSeconds).ToString(CultureInfo.InvariantCulture)}"
            + (who.Token is null ? "" : $"&X-Amz-Security-Token={Uri.EscapeDataString(who.Token)}") + "&X-Amz-SignedHeaders=host";
        var canonical = $"GET\n{address.AbsolutePath}\n{query}\nhost:{HostOf(address)}\n\nhost\nUNSIGNED-PAYLOAD";
        return new Uri($"{address.GetLeftPart(UriPartial.Path)}?{query}&X-Amz-Signature={Signature(who, region, time, canonical)}");
    }

    private static string HostOf(Uri address) => address.IsDefaultPort ? address.Host : address.Authority;

    private static string Sorted(string query) => string.Join('&', query.TrimStart('?').Split('&').Order(StringComparer.Ordinal));

    private static string Scope(string time, string region) => $"{time[..8]}/{region}/s3/aws4_request";

    private static string Signature(S3Credentials who, string region, string time, string canonical)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + who.Secret);
        foreach (var part in Scope(time, region).Split('/'))
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Algorithm}\n{time}\n{Scope(time, region)}\n{hash}")));
    }
}
