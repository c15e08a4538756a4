namespace Gantry.Registry.Auth;

/// <summary>What a registry asks for in <c>WWW-Authenticate</c> (RFC 9110, 11.6.1).</summary>
/// <param name="Scheme">"bearer" or "basic", in small letters.</param>
/// <param name="Parameters">realm, service, scope …</param>
internal sealed record AuthChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public string? this[string name] => Parameters.GetValueOrDefault(name);

    /// <summary>The challenges of an answer.</summary>
    public static IReadOnlyList<AuthChallenge> AllOf(HttpResponseMessage answer) => answer.Headers.TryGetValues("WWW-Authenticate", out var values) ? [.. values.Select(Parse)] : [];

    /// <summary>Reads one challenge; parameters that are no pairs are passed over.</summary>
    public static AuthChallenge Parse(string header)
    {
        var blank = header.IndexOf(' ', StringComparison.Ordinal);
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var scheme = (blank < 0 ? header : header[..blank]).ToLowerInvariant();
        for (var rest = blank < 0 ? "" : header[(blank + 1)..]; rest.Length > 0;)
        {
            rest = rest.TrimStart(' ', ',');
            var equals = rest.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) break;
            var name = rest[..equals].Trim();
            rest = rest[(equals + 1)..];
            parameters[name] = rest.StartsWith('"') ? Quoted(ref rest) : Token(ref rest);
        }

        return new AuthChallenge(scheme, parameters);
    }

    private static string Token(ref string rest)
    {
        var end = rest.IndexOf(',', StringComparison.Ordinal);
        var value = end < 0 ? rest : rest[..end];
        rest = end < 0 ? "" : rest[end..];
        return value.Trim();
    }

    private static string Quoted(ref string rest)
    {
        var value = new System.Text.StringBuilder();
        var at = 1;
        for (; at < rest.Length && rest[at] != '"'; at++)
        {
            if (rest[at] == '\\' && at + 1 < rest.Length) at++;
            value.Append(rest[at]);
        }

        rest = rest[Math.Min(rest.Length, at + 1)..];
        return value.ToString();
    }
}
