using Gantry.Distribution.Errors;
using Gantry.Oci.References;

namespace Gantry.Distribution.Routing;

/// <summary>What a path is about.</summary>
internal enum RouteKind
{
    /// <summary><c>/v2/</c>: does the registry speak the protocol, and to this client?</summary>
    Base,

    /// <summary><c>/v2/_catalog</c></summary>
    Catalog,

    /// <summary><c>/v2/NAME/tags/list</c></summary>
    Tags,

    /// <summary><c>/v2/NAME/manifests/TAG-OR-DIGEST</c></summary>
    Manifest,

    /// <summary><c>/v2/NAME/blobs/DIGEST</c></summary>
    Blob,

    /// <summary><c>/v2/NAME/blobs/uploads/</c></summary>
    Uploads,

    /// <summary><c>/v2/NAME/blobs/uploads/ID</c></summary>
    Upload,

    /// <summary><c>/v2/NAME/referrers/DIGEST</c></summary>
    Referrers,
}

/// <summary>A path of the protocol, taken apart. Names of repositories have slashes, so paths are read from their end.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Name">The repository; empty where there is none.</param>
/// <param name="Argument">What stands last: a tag, a digest or an upload's id; not checked yet.</param>
internal readonly record struct Route(RouteKind Kind, string Name, string Argument)
{
    private const int NameLimit = 255;

    /// <summary>Reads a path.</summary>
    /// <exception cref="DistributionException">No such page, or the repository's name is none.</exception>
    public static Route Parse(string path)
    {
        if (path is "/v2" or "/v2/")
            return new Route(RouteKind.Base, "", "");
        if (path == "/v2/_catalog")
            return new Route(RouteKind.Catalog, "", "");
        if (!path.StartsWith("/v2/", StringComparison.Ordinal))
            throw Refusals.PageNotFound();
        var segments = path["/v2/".Length..].Split('/');
        return segments switch
        {
            [.. var name, "tags", "list"] => new Route(RouteKind.Tags, Checked(name), ""),
            [.. var name, "manifests", var reference] => new Route(RouteKind.Manifest, Checked(name), reference),
            [.. var name, "referrers", var digest] => new Route(RouteKind.Referrers, Checked(name), digest),
            [.. var name, "blobs", "uploads"] => new Route(RouteKind.Uploads, Checked(name), ""),
            [.. var name, "blobs", "uploads", ""] => new Route(RouteKind.Uploads, Checked(name), ""),
            [.. var name, "blobs", "uploads", var id] => new Route(RouteKind.Upload, Checked(name), id),
            [.. var name, "blobs", var digest] => new Route(RouteKind.Blob, Checked(name), digest),
            _ => throw Refusals.PageNotFound(),
        };
    }

    private static string Checked(string[] segments)
    {
        var name = string.Join('/', segments);
        return IsName(name) ? name : throw Refusals.NameInvalid(name);
    }

    /// <summary>Whether the text may name a repository. No part of such a name begins with a dot or an underscore, so it is a safe path too.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= NameLimit && Grammar.IsPath(name);
}
