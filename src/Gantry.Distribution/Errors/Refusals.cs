using Microsoft.AspNetCore.Http;

namespace Gantry.Distribution.Errors;

/// <summary>All refusals there are: code, status and sentence (OCI distribution specification, "Error Codes"; statuses and the codes it lacks as
/// the Docker registry has them).</summary>
internal static class Refusals
{
    public static DistributionException BlobUnknown(string digest) =>
        new(StatusCodes.Status404NotFound, "BLOB_UNKNOWN", "blob unknown to registry", digest);

    public static DistributionException UploadUnknown(string id) =>
        new(StatusCodes.Status404NotFound, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry", id);

    public static DistributionException UploadInvalid(string why) =>
        new(StatusCodes.Status400BadRequest, "BLOB_UPLOAD_INVALID", "blob upload invalid", why);

    public static DistributionException DigestInvalid(string why) =>
        new(StatusCodes.Status400BadRequest, "DIGEST_INVALID", "provided digest did not match uploaded content", why);

    public static DistributionException RangeInvalid(string why) =>
        new(StatusCodes.Status416RangeNotSatisfiable, "RANGE_INVALID", "invalid content range", why);

    public static DistributionException SizeInvalid(string why) =>
        new(StatusCodes.Status400BadRequest, "SIZE_INVALID", "provided length did not match content length", why);

    public static DistributionException ManifestUnknown(string reference) =>
        new(StatusCodes.Status404NotFound, "MANIFEST_UNKNOWN", "manifest unknown", reference);

    public static DistributionException ManifestInvalid(string why) =>
        new(StatusCodes.Status400BadRequest, "MANIFEST_INVALID", "manifest invalid", why);

    public static DistributionException ManifestTooLarge(int limit) =>
        new(StatusCodes.Status413PayloadTooLarge, "MANIFEST_INVALID", "manifest invalid", $"a manifest may have {limit} bytes");

    public static DistributionException ManifestBlobUnknown(string digest) =>
        new(StatusCodes.Status400BadRequest, "MANIFEST_BLOB_UNKNOWN", "manifest references a manifest or blob unknown to registry", digest);

    public static DistributionException NameInvalid(string name) =>
        new(StatusCodes.Status400BadRequest, "NAME_INVALID", "invalid repository name", name);

    public static DistributionException NameUnknown(string name) =>
        new(StatusCodes.Status404NotFound, "NAME_UNKNOWN", "repository name not known to registry", name);

    public static DistributionException TagInvalid(string tag) =>
        new(StatusCodes.Status400BadRequest, "TAG_INVALID", "manifest tag did not match URI", tag);

    public static DistributionException PageInvalid(string number) =>
        new(StatusCodes.Status400BadRequest, "PAGINATION_NUMBER_INVALID", "invalid number of results requested", number);

    public static DistributionException MethodNotAllowed() =>
        new(StatusCodes.Status405MethodNotAllowed, "UNSUPPORTED", "The operation is unsupported.");

    public static DistributionException Unauthorized() =>
        new(StatusCodes.Status401Unauthorized, "UNAUTHORIZED", "authentication required");

    public static DistributionException ReadOnly() =>
        new(StatusCodes.Status405MethodNotAllowed, "UNSUPPORTED", "the operation is unsupported: this registry is read-only");

    public static DistributionException CacheOnly() =>
        new(StatusCodes.Status405MethodNotAllowed, "UNSUPPORTED", "the operation is unsupported: this registry is a cache of another");

    public static DistributionException UpstreamDenied(string why) =>
        new(StatusCodes.Status403Forbidden, "DENIED", "requested access to the resource is denied", $"by the registry this one is a cache of: {why}");

    public static DistributionException UpstreamBusy(string why) =>
        new(StatusCodes.Status429TooManyRequests, "TOOMANYREQUESTS", "too many requests", $"to the registry this one is a cache of: {why}");

    public static DistributionException UpstreamUnavailable(string why) =>
        new(StatusCodes.Status502BadGateway, "UNAVAILABLE", "the registry this one is a cache of does not answer", why);

    public static DistributionException StoreUnavailable(string why) =>
        new(StatusCodes.Status503ServiceUnavailable, "UNAVAILABLE", "the registry's storage does not do its work", why);

    public static DistributionException PageNotFound() =>
        new(StatusCodes.Status404NotFound, "NOT_FOUND", "page not found");

    public static DistributionException Internal(string why) =>
        new(StatusCodes.Status500InternalServerError, "UNKNOWN", "unknown error", why);

    public static DistributionException DiskFull() =>
        new(StatusCodes.Status507InsufficientStorage, "UNKNOWN", "the registry's disk is full");
}
