using System.Buffers;
using System.Text.RegularExpressions;

namespace Gantry.Oci.References;

/// <summary>The tokens of an image reference (grammar in the distribution project's reference documentation).</summary>
public static partial class Grammar
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether the text names a registry: a host, with a port or without.</summary>
    /// <param name="text">The text.</param>
    public static bool IsDomain(string text) => Domain().IsMatch(text);

    /// <summary>Whether the text names a repository inside a registry.</summary>
    /// <param name="text">The text.</param>
    public static bool IsPath(string text) => Path().IsMatch(text);

    /// <summary>Whether the text is a tag.</summary>
    /// <param name="text">The text.</param>
    public static bool IsTag(string text) => Tag().IsMatch(text);

    /// <summary>Whether the text has the form of a digest of any algorithm.</summary>
    /// <param name="text">The text.</param>
    public static bool IsDigestShaped(string text) => DigestShape().IsMatch(text);

    /// <summary>Whether the text is 64 hexadecimal digits, which is an image id and never a name.</summary>
    /// <param name="text">The text.</param>
    public static bool IsIdentifier(string text) => text.Length == 64 && !text.AsSpan().ContainsAnyExcept(HexDigits);

    [GeneratedRegex(@"^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?\z")]
    private static partial Regex Domain();

    [GeneratedRegex(@"^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex Path();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}\z")]
    private static partial Regex DigestShape();
}
