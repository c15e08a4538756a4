using Gantry.Build.Client.Layouts;
using Gantry.Cli.CommandLine;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Cli.Building;

/// <summary>An image in a directory, as typed: <c>oci-layout://directory[:tag][@digest]</c>.</summary>
/// <param name="Layout">The directory.</param>
/// <param name="Tag">The image's tag there.</param>
/// <param name="Digest">Its digest.</param>
internal sealed record LayoutSpec(LayoutDirectory Layout, string Tag, Digest Digest)
{
    private const string Scheme = "oci-layout://";

    /// <summary>Whether a text is one.</summary>
    public static bool Is(string text) => text.StartsWith(Scheme, StringComparison.Ordinal);

    /// <exception cref="CliException">There is no such image.</exception>
    public static LayoutSpec Parse(string text)
    {
        var (place, typed) = text[Scheme.Length..].Split('@', 2) is [var before, var after] ? (before, after) : (text[Scheme.Length..], "");
        var (directory, tag) = place.Split(':', 2) is [var path, var name] ? (path, name) : (place, "latest");
        var layout = new LayoutDirectory(directory);
        if (typed.Length > 0)
            return new LayoutSpec(layout, tag, Digest.TryParse(typed, out var exact) ? exact : throw new CliException($"invalid oci-layout digest {typed}"));
        try
        {
            return new LayoutSpec(layout, tag, (layout.Find(tag, orSingle: true) ?? throw new CliException($"oci-layout reference \"{text}\" could not be resolved: failed to resolve digest")).Digest);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or GantryException)
        {
            throw new CliException($"oci-layout reference \"{text}\" could not be resolved: {fault.Message}");
        }
    }
}
