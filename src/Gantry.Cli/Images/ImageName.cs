namespace Gantry.Cli.Images;

/// <summary>Image names as users write them.</summary>
internal static class ImageName
{
    /// <summary>The name with the tag that is meant when none is written.</summary>
    public static string Familiar(string name) => name.Contains('@') || Tag(name).Length > 0 ? name : $"{name}:latest";

    /// <summary>Name and tag (or digest) apart; the tag is empty where none is written.</summary>
    public static (string Name, string Tag) Split(string reference)
    {
        if (reference.IndexOf('@') is > 0 and var at)
            return (reference[..at], reference[(at + 1)..]);
        var tag = Tag(reference);
        return tag.Length > 0 ? (reference[..^(tag.Length + 1)], tag) : (reference, "");
    }

    private static string Tag(string name)
    {
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? name[(colon + 1)..] : "";
    }
}
