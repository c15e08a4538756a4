using System.Diagnostics;

using Microsoft.AspNetCore.Http;

namespace Gantry.Api.Tracing;

/// <summary>The span of a request, named and described by OpenTelemetry's conventions for HTTP servers. Nobody listening, there is none.</summary>
public static class RequestSpan
{
    /// <summary>Name of the source of spans.</summary>
    public const string SourceName = "Gantry.Api";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins it; it goes on the client's trace where the request names one (W3C Trace Context).</summary>
    /// <param name="context">The request.</param>
    /// <param name="route">Pattern of its path.</param>
    internal static Activity? Begin(HttpContext context, string route)
    {
        if (!Source.HasListeners())
            return null;
        var request = context.Request;
        _ = ActivityContext.TryParse(request.Headers.TraceParent, request.Headers.TraceState, isRemote: true, out var parent);
        var span = Source.StartActivity($"{request.Method} {route}", ActivityKind.Server, parent);
        span?.SetTag("http.request.method", request.Method);
        span?.SetTag("http.route", route);
        span?.SetTag("url.path", request.Path.Value);
        if (request.QueryString.HasValue)
            span?.SetTag("url.query", request.QueryString.Value);
        if (request.Headers.UserAgent is [{ Length: > 0 } agent])
            span?.SetTag("user_agent.original", agent);
        return span;
    }

    /// <summary>Ends it with the answer's status.</summary>
    internal static void End(this Activity span, HttpContext context)
    {
        var status = context.Response.StatusCode;
        span.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
            span.SetStatus(ActivityStatusCode.Error);
        span.Dispose();
    }
}
