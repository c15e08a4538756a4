using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

using Gantry.Http.Transport;
using Gantry.Oci.Errors;

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Api.Authorization;

/// <summary>Carries a request out between two questions:
/// <code>
/// request ──→ may it? ──→ handler ──→ held answer ──→ may the client have it? ──→ client
/// </code></summary>
internal static class AuthorizedRequest
{
    private const long LongestBody = 1 << 20;

    /// <summary>Headers with passwords.</summary>
    private static readonly HashSet<string> Secret = new(["X-Registry-Auth", "X-Registry-Config"], StringComparer.OrdinalIgnoreCase);

    public static async Task RunAsync(AuthorizationPlugins authorization, HttpContext http, Func<Task> handler)
    {
        var connection = http.Features.GetRequiredFeature<ISocketConnection>();
        var question = await DescribeAsync(http, connection);
        await authorization.RequestAsync(question, connection.InputEnded);

        var inner = http.Response.Body;
        await using var body = new HeldBody(http.Response, inner);
        http.Response.Body = body;
        try
        {
            await handler();
            body.IsComplete = true;
            if (!connection.IsTakenOver)
                await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        }
        catch
        {
            // What the client gets is the error; the plugins learn that there was a request that failed.
            http.Response.Body = inner;
            await TellAsync(authorization, question with { ResponseHeaders = Headers(http.Response.Headers) }, http.RequestAborted);
            throw;
        }

        http.Response.Body = inner;
        if (connection.IsTakenOver)
            return;
        await authorization.AnswerAsync(
            question with
            {
                ResponseStatusCode = http.Response.StatusCode,
                ResponseHeaders = Headers(http.Response.Headers),
                ResponseBody = IsJson(http.Response.ContentType) && body.Content is { Length: > 0 } content ? content : null,
            },
            http.RequestAborted);
        await body.PassAsync(http.RequestAborted);
    }

    private static async Task TellAsync(AuthorizationPlugins authorization, AuthorizationQuestion question, CancellationToken cancellation)
    {
        try
        {
            await authorization.AnswerAsync(question, cancellation);
        }
        catch (GantryException)
        {
            // The request has failed already.
        }
    }

    private static async Task<AuthorizationQuestion> DescribeAsync(HttpContext http, ISocketConnection connection)
    {
        var certificate = (connection.Output as SslStream)?.RemoteCertificate as X509Certificate2;
        return new AuthorizationQuestion
        {
            User = certificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: false),
            AuthenticationMethod = certificate is null ? null : "TLS",
            RequestMethod = http.Request.Method,
            RequestUri = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            RequestBody = await BodyAsync(http.Request),
            RequestHeaders = Headers(http.Request.Headers),
            RequestPeerCertificates = certificate is null ? null : [Encoding.ASCII.GetBytes(certificate.ExportCertificatePem())],
        };
    }

    /// <summary>Reads a body that is JSON and not long, and puts it back for the handler.</summary>
    private static async Task<byte[]?> BodyAsync(HttpRequest request)
    {
        if (!IsJson(request.ContentType) || request.ContentLength is not (> 0 and < LongestBody and var length) || request.Path.Value?.EndsWith("/auth", StringComparison.Ordinal) == true)
            return null;
        var body = new byte[length];
        await request.Body.ReadExactlyAsync(body, request.HttpContext.RequestAborted);
        request.Body = new MemoryStream(body, writable: false);
        return body;
    }

    private static bool IsJson(string? type) =>
        type is not null && type.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);

    private static SortedDictionary<string, string> Headers(IHeaderDictionary headers)
    {
        var named = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in headers)
        {
            if (!Secret.Contains(name) && values.Count > 0)
                named[name] = values[^1] ?? "";
        }

        return named;
    }
}
