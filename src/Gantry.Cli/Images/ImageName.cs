using Gantry.Cli.CommandLine;
using Gantry.Oci.Errors;
using Gantry.Oci.References;

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

    /// <summary>Checks a name before the engine is asked.</summary>
    /// <exception cref="CliException">It is no image's name; the reason in Docker's words.</exception>
    public static void Check(string name)
    {
        try
        {
            Reference.Parse(name);
        }
        catch (GantryException fault)
        {
            throw new CliException(fault.Message);
        }
    }

    /// <summary>Checks a name where an image's ID is as good.</summary>
    /// <exception cref="CliException">It is neither.</exception>
    public static void CheckNameOrId(string name)
    {
        var digits = name.StartsWith("sha256:", StringComparison.Ordinal) ? name["sha256:".Length..] : name;
        if (digits.Length != 64 || !digits.All(char.IsAsciiHexDigitLower))
            Check(name);
    }

    private static string Tag(string name)
    {
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? name[(colon + 1)..] : "";
    }
}
