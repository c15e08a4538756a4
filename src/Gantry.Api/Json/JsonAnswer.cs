using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Microsoft.AspNetCore.Http;

namespace Gantry.Api.Json;

/// <summary>Writes objects as whole answers.</summary>
internal static class JsonAnswer
{
    private const string ContentType = "application/json";

    /// <summary>Text as Go's encoder writes it without HTML escaping.</summary>
    public static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static async Task WriteAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type, int status)
    {
        using var buffer = new PooledBuffer();
        await using (var writer = new Utf8JsonWriter(buffer, Plain)) JsonSerializer.Serialize(writer, value, type);
        buffer.Write("\n"u8);
        http.Response.StatusCode = status;
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = buffer.Written.Length;
        await http.Response.BodyWriter.WriteAsync(buffer.Written);
    }

    /// <summary>Writes one object of a stream with the end of its line in one piece: clients that parse chunk by chunk stumble over a chunk
    /// that is only a line end.</summary>
    public static async Task WriteLineAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type, ReadOnlyMemory<byte> end, CancellationToken cancellation)
    {
        using var buffer = new PooledBuffer();
        await using (var writer = new Utf8JsonWriter(buffer, Plain)) JsonSerializer.Serialize(writer, value, type);
        buffer.Write(end.Span);
        await http.Response.BodyWriter.WriteAsync(buffer.Written, cancellation);
    }
}
