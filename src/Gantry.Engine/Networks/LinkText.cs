using Gantry.Oci.Errors;

namespace Gantry.Engine.Networks;

/// <summary>A link as users write it: a container, and what it is called by the one that links to it.</summary>
internal static class LinkText
{
    /// <summary>Reads the name of a link, <c>owner/alias</c>.</summary>
    /// <exception cref="GantryException">Invalid: it is a container's own name.</exception>
    public static (string Owner, string Alias) Name(string text)
    {
        var plain = text.TrimStart('/');
        var at = plain.LastIndexOf('/');
        return at > 0 ? (plain[..at], plain[(at + 1)..]) : throw new GantryException(ErrorKind.Invalid, "Conflict, cannot remove the default link name of the container");
    }

    /// <summary>Reads <c>container:alias</c>; a container alone is its own alias.</summary>
    public static (string Container, string Alias) Parse(string text)
    {
        var at = text.IndexOf(':', StringComparison.Ordinal);
        return at < 0 ? (text, text.TrimStart('/')) : (text[..at].TrimStart('/'), text[(at + 1)..]);
    }
}
