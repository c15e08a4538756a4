namespace Gantry.Cli.Tables;

/// <summary>Shortening for columns.</summary>
internal static class Text
{
    /// <summary>At most so many characters, the last an ellipsis where something was cut.</summary>
    public static string Ellipsis(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";
}
