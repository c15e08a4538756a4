using System.Net;
using System.Text;
using System.Text.Json;

using Gantry.Oci.Errors;
using Gantry.Registry.Auth;
using Gantry.Registry.Transport;

namespace Gantry.Registry.Errors;

/// <summary>Reads the errors registries answer with (distribution specification, "Error Codes").</summary>
internal static class RegistryFaults
{
    private const string Denied = "denied: requested access to the resource is denied";
    private const int BodyLimit = 64 * 1024;
    private const int WordsLimit = 256; // what is longer is a page for people
    private static readonly TimeSpan BodyTime = TimeSpan.FromSeconds(10);

    public static async Task<RegistryException> OfAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var body = await BodyAsync(answer, cancellation);
        var (code, message) = Parse(body);
        if (answer.StatusCode == HttpStatusCode.Unauthorized && AuthChallenge.AllOf(answer).Any(challenge => challenge["error"] == "insufficient_scope"))
            (code, message) = ("DENIED", Denied); // who asks is known, and may not (RFC 6750, 3.1)
        if (message.Length == 0)
        {
            (code, message) = answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized => ("UNAUTHORIZED", "unauthorized: authentication required"),
                HttpStatusCode.Forbidden => ("DENIED", Denied),
                HttpStatusCode.TooManyRequests => ("TOOMANYREQUESTS", "toomanyrequests: the registry refuses more requests for now"),
                HttpStatusCode.NotFound when body.Length is > 0 and <= WordsLimit && answer.Content.Headers.ContentType?.MediaType == "text/plain" => ("", $"unknown: {Encoding.UTF8.GetString(body).Trim()}"),
                >= HttpStatusCode.MovedPermanently and < HttpStatusCode.BadRequest when answer.Headers.Location is { } next =>
                    ("", IsToPlainText(answer, next) ? $"the registry leads from TLS to plain text, to {next}" : $"{ConnectionFaults.Verb(answer.RequestMessage!)} \"{next}\": stopped after 10 redirects"),
                _ => ("", $"received unexpected HTTP status: {(int)answer.StatusCode} {answer.ReasonPhrase}"),
            };
        }

        // As with Docker, an error of the registry's own is told by its status, with what the registry knows of it.
        if (answer.StatusCode >= HttpStatusCode.InternalServerError && code.Length > 0) message = $"received unexpected HTTP status: {(int)answer.StatusCode} {answer.ReasonPhrase}: {message}";
        var wait = answer.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - DateTimeOffset.UtcNow : null;
        return new RegistryException(KindOf(answer.StatusCode), answer.StatusCode, code, message, wait);
    }

    private static bool IsToPlainText(HttpResponseMessage answer, Uri next) =>
        answer.RequestMessage!.RequestUri!.Scheme == Uri.UriSchemeHttps && next.IsAbsoluteUri && next.Scheme == Uri.UriSchemeHttp;

    /// <summary>The status says enough where the body does not come.</summary>
    private static async Task<byte[]> BodyAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(BodyTime);
        try
        {
            return await BoundedBody.ReadBeginningAsync(answer.Content, BodyLimit, deadline.Token);
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return [];
        }
    }

    /// <summary>What a token server said.</summary>
    public static async Task<RegistryException> OfTokenAsync(HttpResponseMessage answer, Uri realm, CancellationToken cancellation)
    {
        var fault = await OfAsync(answer, cancellation);
        return answer.StatusCode == HttpStatusCode.Unauthorized
            ? new RegistryException(fault.Kind, fault.Status, RegistryException.WrongLogin, $"unauthorized: {RegistryException.WrongLogin}", fault.Wait)
            // Of the image it has said nothing where it has failed itself, whatever its code.
            : new RegistryException(fault.Kind, fault.Status, fault.IsPassing ? "" : fault.Code, $"failed to fetch a token from {realm.Authority}: {fault.Message}", fault.Wait);
    }

    /// <summary>A refusal of the token server, told as one of the registry, which is what the user knows.</summary>
    /// <param name="fault">The refusal.</param>
    /// <param name="method">What the registry was to be asked, as Go writes it.</param>
    /// <param name="address">Where.</param>
    public static RegistryException Before(RegistryException fault, string method, Uri address) =>
        new(fault.Kind, fault.Status, fault.Code, $"{method} \"{address}\": {fault.Message}", fault.Wait);

    private static ErrorKind KindOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => ErrorKind.Unauthorized,
        HttpStatusCode.Forbidden => ErrorKind.Denied,
        HttpStatusCode.NotFound => ErrorKind.NotFound,
        HttpStatusCode.TooManyRequests => ErrorKind.Throttled,
        HttpStatusCode.ServiceUnavailable => ErrorKind.Unavailable,
        HttpStatusCode.BadRequest => ErrorKind.Invalid,
        _ => ErrorKind.Internal,
    };

    private static (string Code, string Message) Parse(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Array) return ("", "");
            var texts = new List<(string Code, string Text)>();
            foreach (var error in errors.EnumerateArray())
            {
                if (error.ValueKind != JsonValueKind.Object) continue;
                var (code, message) = (Text(error, "code"), Text(error, "message"));
                texts.Add((code, $"{code.ToLowerInvariant().Replace('_', ' ')}: {message}"));
            }

            return texts.Count == 0 ? ("", "") : (texts[0].Code, string.Join('\n', texts.Select(t => t.Text)));
        }
        catch (JsonException)
        {
            return ("", "");
        }
    }

    private static string Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
