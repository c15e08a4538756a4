using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Gantry.Oci.Errors;

using Microsoft.AspNetCore.Http;

namespace Gantry.Api.Json;

/// <summary>Reads objects from request bodies, with Docker's words for what is wrong.</summary>
internal static class JsonBody
{
    private const string EndOfBody = "invalid JSON: got EOF while reading request body";

    /// <summary>Reads the one object of a body; JSON null is an object without members.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">What to read.</param>
    /// <param name="optional">Whether a missing body is an object without members.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="GantryException">Invalid: wrong type of content, or no JSON of this shape.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, bool optional, CancellationToken cancellation)
        where T : class, new()
    {
        CheckContentType(request);
        using var body = new PooledBuffer();
        int count;
        while ((count = await request.Body.ReadAsync(body.GetMemory(), cancellation)) > 0) body.Advance(count);
        if (body.Written.Length == 0 && optional) return new T();
        return Parse(body.Written.Span, type) ?? new T();
    }

    private static void CheckContentType(HttpRequest request)
    {
        var media = request.ContentType ?? "";
        if (media.Length == 0 && request.ContentLength is null or 0 && request.Headers.TransferEncoding.Count == 0) return;
        var end = media.IndexOf(';', StringComparison.Ordinal);
        var type = (end < 0 ? media : media[..end]).Trim();
        if (type.Length == 0) throw new GantryException(ErrorKind.Invalid, $"malformed Content-Type header ({media}): mime: no media type");
        if (!type.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            throw new GantryException(ErrorKind.Invalid, $"unsupported Content-Type header ({media}): must be 'application/json'");
    }

    private static T? Parse<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
    {
        if (body.Trim(" \t\r\n"u8).IsEmpty) throw new GantryException(ErrorKind.Invalid, EndOfBody);
        var reader = new Utf8JsonReader(body, isFinalBlock: true, new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true }));
        T? value;
        try
        {
            value = JsonSerializer.Deserialize(ref reader, type);
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, "invalid JSON: " + Explain(body, e), e);
        }
        var rest = body[(int)reader.BytesConsumed..].Trim(" \t\r\n"u8);
        return rest.IsEmpty || rest[0] is (byte)']' or (byte)'}' ? value : throw new GantryException(ErrorKind.Invalid, "unexpected content after JSON");
    }

    /// <summary>The words of Go's decoder for the three faults people meet: a cut body, no JSON, a member of another type.</summary>
    private static string Explain(ReadOnlySpan<byte> body, JsonException failure)
    {
        var reader = new Utf8JsonReader(body, isFinalBlock: true, new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true }));
        var target = (failure.Path ?? "$").TrimStart('$').TrimStart('.');
        try
        {
            reader.Read();
            var kind = KindOf(reader.TokenType);
            reader.Skip();
            return target.Length == 0
                ? $"json: cannot unmarshal {kind} into Go value of type container.CreateRequest"
                : $"json: cannot unmarshal value into Go struct field .{target}";
        }
        catch (JsonException syntax)
        {
            var at = (int)(syntax.BytePositionInLine ?? 0);
            for (var line = syntax.LineNumber ?? 0; line > 0 && at < body.Length; line--) at += body[at..].IndexOf((byte)'\n') + 1;
            return at >= body.Length
                ? "unexpected EOF"
                : $"invalid character {Quote(body[at..])} looking for beginning of {(IsBeforeName(body[..at]) ? "object key string" : "value")}";
        }
    }

    /// <summary>Whether the name of a member should have followed.</summary>
    private static bool IsBeforeName(ReadOnlySpan<byte> before) => before.TrimEnd(" \t\r\n"u8) is [.., (byte)'{'];

    private static string Quote(ReadOnlySpan<byte> at)
    {
        _ = Rune.DecodeFromUtf8(at, out var rune, out _);
        return rune.Value == '\'' ? "'\\''" : $"'{rune}'";
    }

    private static string KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartArray => "array",
        JsonTokenType.StartObject => "object",
        JsonTokenType.String => "string",
        JsonTokenType.Number => "number",
        _ => "bool",
    };
}
