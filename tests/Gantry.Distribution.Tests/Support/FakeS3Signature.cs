using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Distribution.Tests.Support;

/// <summary>Checks who asks, as the documentation of Amazon's signatures of version 4 says a store does; from what came over the line alone.</summary>
internal static class FakeS3Signature
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(15);

    /// <summary>What is wrong with a request; null: nothing.</summary>
    public static (int Status, string Code, string Message)? Fault(HttpRequest request, byte[] body, DateTimeOffset now)
    {
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?', 2);
        var query = target.Length > 1 ? target[1] : "";
        var isPresigned = request.Query.ContainsKey("X-Amz-Signature");
        var sent = isPresigned
            ? request.Query.ToDictionary(pair => pair.Key["X-Amz-".Length..], pair => pair.Value.ToString())
            : request.Headers.Authorization.ToString()["AWS4-HMAC-SHA256 ".Length..].Split(", ").Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        var scope = sent["Credential"].Split('/', 2);
        if (scope[0] != FakeS3.AccessKey)
            return (403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.");
        var time = isPresigned ? sent["Date"] : request.Headers["x-amz-date"].ToString();
        var when = DateTimeOffset.ParseExact(time, "yyyyMMddTHHmmssZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        if (isPresigned ? now > when + TimeSpan.FromSeconds(int.Parse(sent["Expires"], CultureInfo.InvariantCulture)) : (now - when).Duration() > Skew)
            return (403, isPresigned ? "AccessDenied" : "RequestTimeTooSkewed", "The difference between the request time and the server's time is too large.");
        var hash = isPresigned ? "UNSIGNED-PAYLOAD" : request.Headers["x-amz-content-sha256"].ToString();
        if (!isPresigned && hash != Convert.ToHexStringLower(SHA256.HashData(body)))
            return (400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.");
        var canonical = new StringBuilder().Append(request.Method).Append('\n').Append(target[0]).Append('\n');
        canonical.AppendJoin('&', query.Split('&').Where(pair => !pair.StartsWith("X-Amz-Signature=", StringComparison.Ordinal)).Select(pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "=").Where(pair => pair != "=").Order(StringComparer.Ordinal)).Append('\n');
        foreach (var name in sent["SignedHeaders"].Split(';'))
            canonical.Append(name).Append(':').Append(request.Headers[name].ToString().Trim()).Append('\n');
        canonical.Append('\n').Append(sent["SignedHeaders"]).Append('\n').Append(hash);
        var text = $"AWS4-HMAC-SHA256\n{time}\n{scope[1]}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var key = new[] { time[..8], FakeS3.Region, "s3", "aws4_request" }.Aggregate(Encoding.UTF8.GetBytes("AWS4" + FakeS3.Secret), (last, part) => HMACSHA256.HashData(last, Encoding.UTF8.GetBytes(part)));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))) == sent["Signature"]
            ? null
            : (403, "SignatureDoesNotMatch", $"The request signature we calculated does not match: {request.GetEncodedPathAndQuery()}");
    }
}
