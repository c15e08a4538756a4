using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Gantry.Distribution.Auth;

/// <summary>A name and a password from the header <c>Authorization: Basic …</c> (RFC 7617).</summary>
internal readonly record struct BasicCredentials(string User, string Password)
{
    private const string Scheme = "Basic ";

    public static bool TryRead([NotNullWhen(true)] string? header, out BasicCredentials credentials)
    {
        credentials = default;
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Scheme.Length..].Trim(), bytes, out var count) || Encoding.UTF8.GetString(bytes, 0, count).Split(':', 2) is not [var user, var password])
            return false;
        credentials = new BasicCredentials(user, password);
        return true;
    }
}
