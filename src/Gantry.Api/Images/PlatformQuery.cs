using System.Text.Json;

using Gantry.Api.Routing;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Api.Images;

/// <summary>The parameter <c>platform</c> of requests about images that are here: a platform as JSON.</summary>
internal static class PlatformQuery
{
    /// <summary>The platform; null: none is asked for.</summary>
    /// <param name="context">The request.</param>
    /// <param name="since">The minor version of the API that brought it; for earlier ones it means nothing.</param>
    /// <exception cref="GantryException">Invalid: several, no JSON, or neither system nor architecture.</exception>
    public static Platform? Read(ApiContext context, int since)
    {
        if (context.Version.Minor < since) return null;
        if (context.Http.Request.Query["platform"].Count > 1) throw Invalid("multiple platform parameters not supported");
        if (context.Query("platform") is not { Length: > 0 } text) return null;
        Platform platform;
        try
        {
            platform = JsonSerializer.Deserialize(text, OciJson.Default.Platform) ?? new Platform();
        }
        catch (JsonException e)
        {
            throw Invalid($"failed to parse platform: {e.Message}");
        }

        if (platform is { Os.Length: > 0, Architecture.Length: > 0 }) return platform;
        var hasMore = platform.Variant is { Length: > 0 } || platform.OsVersion is { Length: > 0 } || platform.OsFeatures is { Count: > 0 };
        throw Invalid(platform is { Os.Length: 0, Architecture.Length: 0 } && hasMore
            ? "optional platform fields provided, but OS and Architecture are missing"
            : "both OS and Architecture must be provided");
    }

    private static GantryException Invalid(string text) => new(ErrorKind.Invalid, text);
}
