using System.Globalization;
using System.Text;
using System.Text.Json;

using Gantry.Build.Client;

namespace Gantry.Cli.Building.Views;

/// <summary>Passes on what an engine reports, a JSON document a line, in the form of BuildKit's <c>rawjson</c>.</summary>
internal sealed class JsonView(Stream output) : IBuildView
{
    private readonly MemoryStream line = new();

    public void Show(ClientProgress progress)
    {
        line.SetLength(0);
        using (var json = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            List(json, "vertexes", progress.Steps, Step);
            List(json, "statuses", progress.Parts, Part);
            List(json, "logs", progress.Logs, Log);
            List(json, "warnings", progress.Warnings, Warning);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        output.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
        output.Flush();
    }

    public ValueTask DisposeAsync()
    {
        line.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Step(Utf8JsonWriter json, ClientStep step)
    {
        json.WriteString("digest", step.Digest);
        if (step.Inputs.Count > 0)
        {
            json.WriteStartArray("inputs");
            foreach (var input in step.Inputs)
                json.WriteStringValue(input);
            json.WriteEndArray();
        }

        json.WriteString("name", step.Name);
        Time(json, "started", step.Started);
        Time(json, "completed", step.Completed);
        if (step.IsCached)
            json.WriteBoolean("cached", true);
        if (step.Error.Length > 0)
            json.WriteString("error", step.Error);
    }

    private static void Part(Utf8JsonWriter json, ClientPart part)
    {
        json.WriteString("id", part.Id);
        json.WriteString("vertex", part.Step);
        if (part.Name.Length > 0)
            json.WriteString("name", part.Name);
        if (part.Total > 0)
            json.WriteNumber("total", part.Total);
        json.WriteNumber("current", part.Current);
        Time(json, "timestamp", part.Time);
        Time(json, "started", part.Started);
        Time(json, "completed", part.Completed);
    }

    private static void Log(Utf8JsonWriter json, ClientLog log)
    {
        json.WriteString("vertex", log.Step);
        json.WriteNumber("stream", log.Stream);
        json.WriteBase64String("data", log.Bytes.Span);
        Time(json, "timestamp", log.Time);
    }

    private static void Warning(Utf8JsonWriter json, ClientWarning warning)
    {
        json.WriteString("vertex", warning.Step);
        json.WriteNumber("level", warning.Level);
        json.WriteBase64String("short", Encoding.UTF8.GetBytes(warning.Short));
        json.WriteStartArray("detail");
        foreach (var detail in warning.Details)
            json.WriteBase64StringValue(Encoding.UTF8.GetBytes(detail));
        json.WriteEndArray();
        if (warning.Url.Length > 0)
            json.WriteString("url", warning.Url);
        if (warning.Source is not { } source)
            return;
        json.WriteStartObject("sourceInfo");
        json.WriteString("filename", source.FileName);
        json.WriteBase64String("data", Encoding.UTF8.GetBytes(source.Text));
        json.WriteString("language", "Dockerfile");
        json.WriteEndObject();
        json.WriteStartArray("range");
        foreach (var (first, last) in source.Lines)
        {
            json.WriteStartObject();
            Line(json, "start", first);
            Line(json, "end", last);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Line(Utf8JsonWriter json, string name, int line)
    {
        json.WriteStartObject(name);
        json.WriteNumber("line", line);
        json.WriteEndObject();
    }

    private static void List<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> values, Action<Utf8JsonWriter, T> write)
    {
        if (values.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStartObject();
            write(json, value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Time(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
            json.WriteString(name, known.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
    }
}
