using System.Net;

namespace Gantry.Distribution.Storage.S3;

/// <summary>The object store does not do what it is asked, or cannot be reached.</summary>
/// <param name="message">One sentence for a person.</param>
/// <param name="status">What it answered; null: nothing.</param>
/// <param name="code">Its own word for it; null: none.</param>
/// <param name="cause">The failure underneath, if any.</param>
internal sealed class S3Exception(string message, HttpStatusCode? status = null, string? code = null, Exception? cause = null) : IOException(message, cause)
{
    public HttpStatusCode? Status { get; } = status;

    public string? Code { get; } = code;

    /// <summary>Whether there is no such object.</summary>
    public bool IsMissing => Status == HttpStatusCode.NotFound && Code is null or "NoSuchKey" or "NotFound";

    /// <summary>Whether another try can help.</summary>
    public bool IsPassing => Status is null or >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
        || Code is "RequestTimeout" or "SlowDown" or "OperationAborted";
}
