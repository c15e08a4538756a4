using System.Net;

using Gantry.Oci.Errors;

namespace Gantry.Cli.Client;

/// <summary>The engine refused a request.</summary>
internal sealed class EngineException(HttpStatusCode status, string reason) : GantryException(KindOf(status), $"Error response from daemon: {reason}")
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>The engine's own words.</summary>
    public string Reason { get; } = reason;

    private static ErrorKind KindOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => ErrorKind.Invalid,
        HttpStatusCode.Unauthorized => ErrorKind.Unauthorized,
        HttpStatusCode.Forbidden => ErrorKind.Denied,
        HttpStatusCode.NotFound => ErrorKind.NotFound,
        HttpStatusCode.Conflict => ErrorKind.Conflict,
        HttpStatusCode.NotImplemented => ErrorKind.NotImplemented,
        HttpStatusCode.ServiceUnavailable => ErrorKind.Unavailable,
        HttpStatusCode.TooManyRequests => ErrorKind.Throttled,
        _ => ErrorKind.Internal,
    };
}
