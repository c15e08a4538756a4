using System.Text.Json;

using Gantry.Build.Graph;
using Gantry.Build.Solver;

using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Gantry.Build.Grpc.Errors;

/// <summary>What clients are told about a failure besides its sentence: the step, the place in the text, the exit code. BuildKit writes these
/// as JSON under type names of its own.</summary>
internal static class ErrorDetails
{
    private const string TypePrefix = "github.com/moby/buildkit/";

    public static IEnumerable<Any> Of(Exception exception)
    {
        if (exception is UnsupportedSubrequestException subrequest) yield return Detail("errdefs.Subrequest+json", w => w.WriteString("name", subrequest.Name));
        if (exception is not BuildException failure) yield break;
        foreach (var location in failure.Locations) yield return Detail("errdefs.Source+json", w => Source(w, location));
        if (failure.ExitCode is { } code) yield return Detail("gatewayapi.ExitMessage+json", w => w.WriteNumber("Code", code));
        if (failure.Vertex is { } vertex) yield return Detail("errdefs.Vertex+json", w => w.WriteString("digest", vertex.Digest.Value));
    }

    private static void Source(Utf8JsonWriter json, SourceLocation location)
    {
        json.WriteStartObject("info");
        json.WriteString("filename", location.Text.Name);
        json.WriteBase64String("data", location.Text.Content.Span);
        json.WriteString("language", location.Text.Language);
        json.WriteEndObject();
        json.WriteStartArray("ranges");
        foreach (var range in location.Ranges)
        {
            json.WriteStartObject();
            Position(json, "start", range.StartLine, range.StartCharacter);
            Position(json, "end", range.EndLine, range.EndCharacter);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Position(Utf8JsonWriter json, string name, int line, int character)
    {
        json.WriteStartObject(name);
        json.WriteNumber("line", line);
        json.WriteNumber("character", character);
        json.WriteEndObject();
    }

    private static Any Detail(string type, Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return new Any { TypeUrl = TypePrefix + type, Value = ByteString.CopyFrom(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)) };
    }
}
