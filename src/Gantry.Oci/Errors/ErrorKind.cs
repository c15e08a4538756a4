namespace Gantry.Oci.Errors;

/// <summary>What a failure means for the caller. The HTTP status and the exit code follow from it, in one table each.</summary>
public enum ErrorKind
{
    /// <summary>A defect or an unexpected state of the host; HTTP 500.</summary>
    Internal,

    /// <summary>The request itself is wrong and will stay wrong; HTTP 400.</summary>
    Invalid,

    /// <summary>The named object does not exist; HTTP 404.</summary>
    NotFound,

    /// <summary>The object's present state forbids the operation; HTTP 409.</summary>
    Conflict,

    /// <summary>Nothing had to be done, for example stopping a stopped container; HTTP 304.</summary>
    NotModified,

    /// <summary>The caller may not do this; HTTP 403.</summary>
    Denied,

    /// <summary>Credentials are missing or wrong; HTTP 401.</summary>
    Unauthorized,

    /// <summary>A part this depends on is not there at present; a retry can help; HTTP 503.</summary>
    Unavailable,

    /// <summary>Somebody this depends on is asked too often at present; HTTP 429.</summary>
    Throttled,

    /// <summary>This host or this version cannot do it; HTTP 501.</summary>
    NotImplemented,
}
