namespace Gantry.Engine.Networks;

/// <summary>A link as users write it: a container, and what it is called by the one that links to it.</summary>
internal static class LinkText
{
    /// <summary>Reads <c>container:alias</c>; a container alone is its own alias.</summary>
    public static (string Container, string Alias) Parse(string text)
    {
        var at = text.IndexOf(':', StringComparison.Ordinal);
        return at < 0 ? (text, text) : (text[..at].TrimStart('/'), text[(at + 1)..]);
    }
}
