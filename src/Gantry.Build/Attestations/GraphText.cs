using System.Text.Json;

using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Oci.Images;

namespace Gantry.Build.Attestations;

/// <summary>A graph for people and auditors: steps by number, each after those it needs, and where they stand in the text they come from.</summary>
internal static class GraphText
{
    /// <summary>Writes the steps (<c>llbDefinition</c>) and which step a digest means (<c>digestMapping</c>).</summary>
    public static void Write(Utf8JsonWriter json, VertexOutput result)
    {
        var vertices = BuildMaterials.Vertices(result);
        var numbers = Numbers(vertices);
        json.WriteStartArray("llbDefinition");
        foreach (var vertex in vertices)
        {
            json.WriteStartObject();
            json.WriteString("id", $"step{numbers[vertex.Digest]}");
            json.WriteStartObject("op");
            json.WriteStartObject("Op");
            Operation(json, vertex.Operation);
            json.WriteEndObject();
            if (vertex.Platform is { } platform) Platform(json, platform);
            json.WriteStartObject("constraints");
            json.WriteEndObject();
            json.WriteEndObject();
            Inputs(json, vertex.Inputs, numbers);
            json.WriteEndObject();
        }

        json.WriteStartObject();
        json.WriteString("id", $"step{vertices.Count}");
        json.WriteStartObject("op");
        json.WriteStartObject("Op");
        json.WriteEndObject();
        json.WriteEndObject();
        Inputs(json, [result], numbers);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("digestMapping");
        foreach (var (digest, number) in numbers.OrderBy(n => n.Key.Value, StringComparer.Ordinal)) json.WriteString(digest.Value, $"step{number}");
        json.WriteEndObject();
    }

    /// <summary>Writes where the steps come from (<c>source</c>): the texts, and the lines in them.</summary>
    public static void WriteSource(Utf8JsonWriter json, VertexOutput result)
    {
        var vertices = BuildMaterials.Vertices(result);
        var numbers = Numbers(vertices);
        var texts = vertices.SelectMany(v => v.Metadata.Locations).Select(l => l.Text).DistinctBy(t => (t.Name, t.Language)).ToList();
        if (texts.Count == 0) return;
        json.WriteStartObject("source");
        json.WriteStartObject("locations");
        foreach (var vertex in vertices.Where(v => v.Metadata.Locations.Count > 0))
        {
            json.WriteStartObject($"step{numbers[vertex.Digest]}");
            json.WriteStartArray("locations");
            foreach (var location in vertex.Metadata.Locations)
            {
                json.WriteStartObject();
                if (texts.FindIndex(t => t.Name == location.Text.Name && t.Language == location.Text.Language) is > 0 and var index) json.WriteNumber("sourceIndex", index);
                json.WriteStartArray("ranges");
                foreach (var range in location.Ranges)
                {
                    json.WriteStartObject();
                    Position(json, "start", range.StartLine, range.StartCharacter);
                    Position(json, "end", range.EndLine, range.EndCharacter);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("infos");
        foreach (var text in texts)
        {
            json.WriteStartObject();
            json.WriteString("filename", text.Name);
            json.WriteString("language", text.Language);
            json.WriteBase64String("data", text.Content.Span);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Dictionary<Digest, int> Numbers(IReadOnlyList<Vertex> vertices) => vertices.Select((v, i) => (v.Digest, i)).ToDictionary(v => v.Digest, v => v.i);

    private static void Inputs(Utf8JsonWriter json, IReadOnlyList<VertexOutput> inputs, Dictionary<Digest, int> numbers)
    {
        if (inputs.Count > 0) Texts(json, "inputs", inputs.Select(i => $"step{numbers[i.Vertex.Digest]}:{i.Index}"));
    }

    private static void Operation(Utf8JsonWriter json, Operation operation)
    {
        switch (operation)
        {
            case SourceOperation source:
                json.WriteStartObject("source");
                json.WriteString("identifier", source.Identifier);
                var attributes = source.Attributes.Where(a => a.Key is not ("local.session" or "local.unique")).OrderBy(a => a.Key, StringComparer.Ordinal).ToList();
                if (attributes.Count > 0)
                {
                    json.WriteStartObject("attrs");
                    foreach (var (name, value) in attributes) json.WriteString(name, value);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
                break;
            case ExecOperation exec:
                json.WriteStartObject("exec");
                Exec(json, exec);
                json.WriteEndObject();
                break;
            case FileOperation file:
                json.WriteStartObject("file");
                json.WriteStartArray("actions");
                foreach (var action in file.Actions) FileText.Write(json, action);
                json.WriteEndArray();
                json.WriteEndObject();
                break;
            case MergeOperation merge:
                json.WriteStartObject("merge");
                json.WriteStartArray("inputs");
                foreach (var input in merge.Inputs)
                {
                    json.WriteStartObject();
                    json.WriteNumber("input", input);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
                break;
            case DiffOperation diff:
                json.WriteStartObject("diff");
                json.WriteStartObject("lower");
                json.WriteNumber("input", diff.Lower);
                json.WriteEndObject();
                json.WriteStartObject("upper");
                json.WriteNumber("input", diff.Upper);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
        }
    }

    private static void Exec(Utf8JsonWriter json, ExecOperation exec)
    {
        json.WriteStartObject("meta");
        Texts(json, "args", exec.Process.Arguments);
        if (exec.Process.Environment.Count > 0) Texts(json, "env", exec.Process.Environment);
        json.WriteString("cwd", exec.Process.Directory);
        if (exec.Process.User.Length > 0) json.WriteString("user", exec.Process.User);
        if (exec.Process.RemoveMountStubs) json.WriteBoolean("removeMountStubsRecursive", true);
        json.WriteEndObject();
        json.WriteStartArray("mounts");
        foreach (var mount in exec.Mounts)
        {
            json.WriteStartObject();
            if (mount.Input != 0) json.WriteNumber("input", mount.Input);
            if (mount.Selector.Length > 0) json.WriteString("selector", mount.Selector);
            json.WriteString("dest", mount.Destination);
            if (mount.Output != 0) json.WriteNumber("output", mount.Output);
            if (mount.ReadOnly) json.WriteBoolean("readonly", true);
            if (mount.Kind != ExecMountKind.Bind) json.WriteNumber("mountType", (int)mount.Kind);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (exec.Network != NetworkMode.Sandbox) json.WriteNumber("network", (int)exec.Network);
        if (exec.Security != SecurityMode.Sandbox) json.WriteNumber("security", (int)exec.Security);
    }

    private static void Platform(Utf8JsonWriter json, Platform platform)
    {
        json.WriteStartObject("platform");
        json.WriteString("Architecture", platform.Architecture);
        json.WriteString("OS", platform.Os);
        if (!string.IsNullOrEmpty(platform.Variant)) json.WriteString("Variant", platform.Variant);
        json.WriteEndObject();
    }

    private static void Position(Utf8JsonWriter json, string name, int line, int column)
    {
        json.WriteStartObject(name);
        json.WriteNumber("line", line);
        if (column != 0) json.WriteNumber("character", column);
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
