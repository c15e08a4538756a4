using Gantry.Oci.Errors;

namespace Gantry.Api.Errors;

/// <summary>The one table from what went wrong to an HTTP status.</summary>
internal static class ErrorStatus
{
    public static int Of(Exception failure) => failure switch
    {
        GantryException { Kind: ErrorKind.Invalid } => 400,
        GantryException { Kind: ErrorKind.Unauthorized } => 401,
        GantryException { Kind: ErrorKind.Denied } => 403,
        GantryException { Kind: ErrorKind.NotFound } => 404,
        GantryException { Kind: ErrorKind.Conflict } => 409,
        GantryException { Kind: ErrorKind.NotModified } => 304,
        GantryException { Kind: ErrorKind.Unavailable } => 503,
        GantryException { Kind: ErrorKind.Throttled } => 429,
        GantryException { Kind: ErrorKind.NotImplemented } => 501,
        _ => 500,
    };
}
