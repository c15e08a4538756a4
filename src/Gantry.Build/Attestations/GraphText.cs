using System.Text.Json;

using Gantry.Build.Graph;
using Gantry.Build.Llb;
using Gantry.Oci.Images;

using Google.Protobuf;

namespace Gantry.Build.Attestations;

/// <summary>A graph for people and auditors: steps by number, each after those it needs, and where they stand in the text they come from.</summary>
internal sealed class GraphText
{
    private readonly VertexOutput _result;
    private readonly IReadOnlyList<Vertex> _vertices;
    private readonly Dictionary<Digest, int> _numbers;

    public GraphText(VertexOutput result)
    {
        _result = result;
        _vertices = BuildMaterials.Vertices(result);
        _numbers = _vertices.Select((v, i) => (v.Digest, i)).ToDictionary(v => v.Digest, v => v.i);
    }

    /// <summary>Writes the steps (<c>llbDefinition</c>) and which step a digest means (<c>digestMapping</c>).</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("llbDefinition");
        foreach (var vertex in _vertices)
        {
            json.WriteStartObject();
            json.WriteString("id", $"step{_numbers[vertex.Digest]}");
            OperationText.Object(json, "op", vertex, OperationText.Write);
            OperationText.Texts(json, "inputs", [.. vertex.Inputs.Select(Name)]);
            json.WriteEndObject();
        }

        json.WriteStartObject();
        json.WriteString("id", $"step{_vertices.Count}");
        json.WriteStartObject("op");
        json.WriteStartObject("Op");
        json.WriteEndObject();
        json.WriteEndObject();
        OperationText.Texts(json, "inputs", [Name(_result)]);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("digestMapping");
        var last = Digest.Of(OperationEncoder.Last(_result).ToByteArray());
        foreach (var (digest, number) in _numbers.Append(new(last, _vertices.Count)).OrderBy(n => n.Key.Value, StringComparer.Ordinal)) json.WriteString(digest.Value, $"step{number}");
        json.WriteEndObject();
    }

    /// <summary>Writes where the steps come from (<c>source</c>): the texts with the graphs that brought them, and the lines in them.</summary>
    public void WriteSource(Utf8JsonWriter json)
    {
        var texts = _vertices.SelectMany(v => v.Metadata.Locations).Select(l => l.Text).DistinctBy(t => (t.Name, t.Language)).ToList();
        if (texts.Count == 0) return;
        json.WriteStartObject("source");
        json.WriteStartObject("locations");
        foreach (var vertex in _vertices)
        {
            OperationText.Object(json, $"step{_numbers[vertex.Digest]}", vertex.Metadata.Locations, (j, locations) => OperationText.Objects(j, "locations", locations, (l, location) =>
            {
                OperationText.Number(l, "sourceIndex", texts.FindIndex(t => t.Name == location.Text.Name && t.Language == location.Text.Language));
                OperationText.Objects(l, "ranges", location.Ranges, Range);
            }));
        }

        json.WriteEndObject();
        OperationText.Objects(json, "infos", texts, (j, text) =>
        {
            j.WriteString("filename", text.Name);
            j.WriteString("language", text.Language);
            j.WriteBase64String("data", text.Content.Span);
            if (text.Definition?.Root is { } brought) new GraphText(brought).Write(j);
        });
        json.WriteEndObject();
    }

    /// <summary>Writes the layers of the steps whose layers left this host (<c>layers</c>).</summary>
    /// <param name="json">What is written to.</param>
    /// <param name="layersOf">The layers of a result; null: it has none, or they are not known.</param>
    public void WriteLayers(Utf8JsonWriter json, Func<VertexOutput, IReadOnlyList<Descriptor>?> layersOf)
    {
        List<(string Step, IReadOnlyList<Descriptor> Layers)> known = [];
        foreach (var output in _vertices.SelectMany(v => Enumerable.Range(0, v.Operation.Outputs).Select(v.Output)))
            if (layersOf(output) is { Count: > 0 } layers) known.Add((Name(output), layers));
        if (known.Count == 0) return;
        json.WriteStartObject("layers");
        foreach (var (step, layers) in known)
        {
            json.WriteStartArray(step);
            json.WriteStartArray();
            foreach (var layer in layers)
            {
                json.WriteStartObject();
                json.WriteString("mediaType", layer.MediaType);
                json.WriteString("digest", layer.Digest.Value);
                json.WriteNumber("size", layer.Size);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private string Name(VertexOutput output) => $"step{_numbers[output.Vertex.Digest]}:{output.Index}";

    private static void Range(Utf8JsonWriter json, SourceRange range)
    {
        Position(json, "start", range.StartLine, range.StartCharacter);
        Position(json, "end", range.EndLine, range.EndCharacter);
    }

    private static void Position(Utf8JsonWriter json, string name, int line, int column)
    {
        json.WriteStartObject(name);
        json.WriteNumber("line", line);
        OperationText.Number(json, "character", column);
        json.WriteEndObject();
    }
}
