using Gantry.Oci.Images;
using Gantry.Oci.References;

namespace Gantry.Build.Attestations;

/// <summary>Package URLs of images (package-url/purl-spec, types "docker" and "oci").</summary>
internal static class PackageUrl
{
    /// <summary>An image's.</summary>
    /// <param name="name">The image.</param>
    /// <param name="platform">For which platform; null: it is not said.</param>
    /// <param name="type">Where it is kept: with "docker" or in a directory, "oci".</param>
    public static string Of(Reference name, Platform? platform, string type = "docker")
    {
        var url = $"pkg:{type}/" + string.Join('/', name.FamiliarName.Split('/').Select(Segment));
        if (name.Digest.IsEmpty || name.Tag is not null) url += "@" + Uri.EscapeDataString(name.Tag ?? "latest");
        var qualifiers = new List<string>();
        if (!name.Digest.IsEmpty) qualifiers.Add("digest=" + name.Digest);
        if (platform is not null) qualifiers.Add("platform=" + Uri.EscapeDataString(platform.ToString()));
        return qualifiers.Count == 0 ? url : $"{url}?{string.Join('&', qualifiers)}";
    }

    private static string Segment(string text) => Uri.EscapeDataString(text).Replace("%3A", ":", StringComparison.Ordinal);
}
