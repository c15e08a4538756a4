using System.Globalization;
using System.Text.Json.Serialization.Metadata;

using Gantry.Api.Json;
using Gantry.Http.Transport;
using Gantry.Oci.Errors;

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Api.Routing;

/// <summary>One request, with what the handlers need of it.</summary>
internal sealed class ApiContext(HttpContext http, ApiVersion version, IReadOnlyDictionary<string, string> values)
{
    public HttpContext Http { get; } = http;

    public ApiVersion Version { get; } = version;

    /// <summary>The connection the request came on.</summary>
    public ISocketConnection Connection => Http.Features.GetRequiredFeature<ISocketConnection>();

    /// <summary>Fires when the client waits for nothing any more: it has shut down its side of the connection, or left.</summary>
    public CancellationToken Aborted => Connection.InputEnded;

    /// <summary>Fires when the client has left. One that only has nothing more to say still listens.</summary>
    public CancellationToken Gone => Http.RequestAborted;

    /// <summary>The body where it may be long: an archive. Its owner disposes it.</summary>
    public Stream Upload
    {
        get
        {
            var headers = Http.Request.Headers;
            return headers.TransferEncoding == "chunked" && headers.Expect.Count == 0 ? new ChunkedBodyStream(Connection.Input) : Http.Request.Body;
        }
    }

    public string this[string name] => values[name];

    /// <summary>A parameter; of several with the name the first.</summary>
    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var found) ? found[0] ?? "" : null;

    /// <summary>A flag as Docker reads it: anything but empty, 0, no, false and none is true.</summary>
    public bool Flag(string name, bool otherwise = false) => Query(name) is { } text ? text.Trim().ToLowerInvariant() is not ("" or "0" or "no" or "false" or "none") : otherwise;

    public int? Number(string name)
    {
        var text = Query(name);
        if (string.IsNullOrEmpty(text))
            return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new GantryException(ErrorKind.Internal, $"strconv.Atoi: parsing \"{text}\": invalid syntax");
    }

    /// <summary>A number of terminal rows or columns.</summary>
    /// <exception cref="GantryException">Invalid: missing, no number, or out of range.</exception>
    public int Size(string name, string subject)
    {
        var text = Query(name) ?? "";
        var digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            throw new GantryException(ErrorKind.Invalid, $"invalid resize {subject} \"{text}\": invalid syntax");
        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            throw new GantryException(ErrorKind.Invalid, $"invalid resize {subject} \"{text}\": value out of range");
        return (int)Math.Min(value, ushort.MaxValue);
    }

    /// <summary>The body; Invalid with Docker's text when it is none.</summary>
    public Task<T> BodyAsync<T>(JsonTypeInfo<T> type, bool optional = false)
        where T : class, new() => JsonBody.ReadAsync(Http.Request, type, optional, Aborted);

    public Task JsonAsync<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) => JsonAnswer.WriteAsync(Http, value, type, status);

    public Task StatusAsync(int status)
    {
        Http.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}

/// <summary>A version of the API.</summary>
/// <param name="Minor">The number after <c>1.</c></param>
internal readonly record struct ApiVersion(int Minor)
{
    public static readonly ApiVersion Least = new(24);
    public static readonly ApiVersion Most = new(51);

    public override string ToString() => $"1.{Minor}";
}
