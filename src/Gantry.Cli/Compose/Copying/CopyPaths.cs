namespace Gantry.Cli.Compose.Copying;

/// <summary>Paths as <c>cp</c> reads them.</summary>
internal static class CopyPaths
{
    /// <summary><c>SERVICE:PATH</c> apart; no service where the text is a path of the host, which a leading slash or dot always makes it.</summary>
    public static (string Service, string Path) Split(string text)
    {
        var colon = text.IndexOf(':');
        return text.StartsWith('/') || text.StartsWith('.') || colon < 0 ? ("", text) : (text[..colon], text[(colon + 1)..]);
    }

    /// <summary>Whether a path means what is in a directory and not the directory: it ends in <c>/.</c>.</summary>
    public static bool IsContentOnly(string path) => path == "." || path.EndsWith("/.", StringComparison.Ordinal);

    /// <summary>The last part of a path.</summary>
    public static string Base(string path) => Path.GetFileName(path.TrimEnd('/')) is { Length: > 0 } name ? name : "/";

    /// <summary>The path without its last part.</summary>
    public static string Parent(string path) => Path.GetDirectoryName(path.TrimEnd('/')) is { Length: > 0 } parent ? parent : path.StartsWith('/') ? "/" : ".";

    /// <summary>A name in an archive with another first part; empty: without it.</summary>
    public static string Rebase(string name, string first)
    {
        var slash = name.IndexOf('/');
        var rest = slash < 0 ? "" : name[(slash + 1)..];
        return first.Length == 0 ? rest : rest.Length == 0 ? first + (slash < 0 ? "" : "/") : $"{first}/{rest}";
    }
}
