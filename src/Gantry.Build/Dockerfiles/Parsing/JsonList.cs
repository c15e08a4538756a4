using System.Text;
using System.Text.Json;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>The JSON form of arguments: <c>["sh", "-c", "true"]</c>.</summary>
internal static class JsonList
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 1_000 };

    /// <summary>The words of a list; null: it is none, and so meant for the shell.</summary>
    /// <exception cref="DockerfileException">It is a list of something else. It names no lines.</exception>
    public static IReadOnlyList<string>? TryRead(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("[")) return null;
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(text.TrimStart()), Options);
            if (document.RootElement.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String))
                throw new DockerfileException("when using JSON array syntax, arrays must be comprised of strings only");
            return [.. document.RootElement.EnumerateArray().Select(e => e.GetString()!)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
