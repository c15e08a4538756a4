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
}
