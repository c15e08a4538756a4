using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Gantry.Distribution.Auth;

/// <summary>Reads bearer tokens: JSON Web Tokens (RFC 7519) that grant <see cref="AccessClaim"/>s, signed with RSA or an elliptic curve.</summary>
internal sealed class TokenCheck(TokenOptions options, TimeProvider time)
{
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(60); // clocks differ
    private const int Limit = 64 << 10;

    private readonly TokenKeys keys = new(options);

    /// <summary>What clients are told to bring.</summary>
    /// <param name="needed">The rights.</param>
    /// <param name="error">What was wrong with the token that was shown; empty where there was none.</param>
    public string Challenge(IReadOnlyList<AccessClaim> needed, string error)
    {
        var text = new StringBuilder($"Bearer realm=\"{options.Realm}\",service=\"{options.Service}\"");
        if (needed.Count > 0)
            text.Append($",scope=\"{string.Join(' ', needed)}\"");
        if (error.Length > 0)
            text.Append($",error=\"{error}\"");
        return text.ToString();
    }

    /// <summary>The rights a header's token grants; null where it is no good token.</summary>
    public IReadOnlyList<AccessClaim>? Granted(string? authorization)
    {
        const string scheme = "Bearer ";
        if (authorization is null || authorization.Length > Limit || !authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        if (authorization[scheme.Length..].Trim().Split('.') is not [var head, var body, var signature])
            return null;
        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(head));
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(body));
            return IsSigned(header.RootElement, Encoding.ASCII.GetBytes($"{head}.{body}"), Base64Url.DecodeFromChars(signature)) && IsForUs(claims.RootElement)
                ? Access(claims.RootElement)
                : null;
        }
        catch (Exception fault) when (fault is FormatException or JsonException or InvalidOperationException or CryptographicException or KeyNotFoundException)
        {
            return null;
        }
    }

    private bool IsSigned(JsonElement header, byte[] content, byte[] signature)
    {
        // The algorithm is checked against the key, so that a token cannot choose a weaker reading of it; "none" and shared secrets are not known.
        var algorithm = header.GetProperty("alg").GetString() ?? "";
        HashAlgorithmName? hash = algorithm switch
        {
            [_, 'S', '2', '5', '6'] => HashAlgorithmName.SHA256,
            [_, 'S', '3', '8', '4'] => HashAlgorithmName.SHA384,
            [_, 'S', '5', '1', '2'] => HashAlgorithmName.SHA512,
            _ => null,
        };
        return hash is { } name && keys.Find(header).Any(key => (key, algorithm[0]) switch
        {
            (RSA rsa, 'R') => rsa.VerifyData(content, signature, name, RSASignaturePadding.Pkcs1),
            (RSA rsa, 'P') => rsa.VerifyData(content, signature, name, RSASignaturePadding.Pss),
            (ECDsa curve, 'E') => curve.VerifyData(content, signature, name, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            _ => false,
        });
    }

    private bool IsForUs(JsonElement claims)
    {
        var now = time.GetUtcNow();
        var audience = claims.GetProperty("aud");
        return claims.GetProperty("iss").GetString() == options.Issuer
            && (audience.ValueKind == JsonValueKind.Array ? audience.EnumerateArray().Any(name => name.GetString() == options.Service) : audience.GetString() == options.Service)
            && now <= Moment(claims.GetProperty("exp")) + Leeway
            && (!claims.TryGetProperty("nbf", out var begin) || now >= Moment(begin) - Leeway);
    }

    private static DateTimeOffset Moment(JsonElement seconds) => DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(Math.Clamp(seconds.GetDouble(), 0, 1e11));

    private static IReadOnlyList<AccessClaim> Access(JsonElement claims) =>
        claims.TryGetProperty("access", out var access) && access.ValueKind == JsonValueKind.Array
            ? [.. access.EnumerateArray().Select(entry => new AccessClaim(
                entry.GetProperty("type").GetString()!, entry.GetProperty("name").GetString()!, [.. entry.GetProperty("actions").EnumerateArray().Select(action => action.GetString()!)]))]
            : [];
}
