using Gantry.Build.Graph;
using Gantry.Build.Llb.Wire;

using Google.Protobuf;

namespace Gantry.Build.Llb;

/// <summary>Marshals a whole graph: every vertex once and after its inputs, then a last one that names the result.</summary>
internal static class DefinitionEncoder
{
    public static Definition Encode(BuildDefinition definition)
    {
        var wire = new Definition();
        if (definition.Root is not { } root) return wire;
        var done = new HashSet<Oci.Images.Digest>();
        var texts = new List<SourceText>();
        Add(root.Vertex, wire, done, texts);
        wire.Def.Add(OperationEncoder.Last(root).ToByteString());
        return wire;
    }

    /// <summary>The wire form of a text without where it came from.</summary>
    public static SourceInfo Text(SourceText text)
    {
        var wire = new SourceInfo { Filename = text.Name, Data = ByteString.CopyFrom(text.Content.Span), Language = text.Language };
        if (text.Definition is { } definition) wire.Definition = Encode(definition);
        return wire;
    }

    /// <summary>The wire form of a part of a text.</summary>
    public static Wire.Range Range(SourceRange range) => new()
    {
        Start = new Position { Line = range.StartLine, Character = range.StartCharacter },
        End = new Position { Line = range.EndLine, Character = range.EndCharacter },
    };

    private static void Add(Vertex root, Definition wire, HashSet<Oci.Images.Digest> done, List<SourceText> texts)
    {
        // A stack of its own: a graph may be deeper than the thread's.
        var pending = new Stack<(Vertex Vertex, bool Ready)>([(root, false)]);
        while (pending.TryPop(out var next))
        {
            var (vertex, ready) = next;
            if (done.Contains(vertex.Digest)) continue;
            if (!ready)
            {
                pending.Push((vertex, true));
                foreach (var input in vertex.Inputs.Reverse()) pending.Push((input.Vertex, false));
                continue;
            }

            done.Add(vertex.Digest);
            var op = OperationEncoder.Encode(vertex.Operation, vertex.Inputs, vertex.Platform, vertex.Constraints);
            wire.Def.Add(ByteString.CopyFrom(op));
            wire.Metadata[vertex.Digest.Value] = Metadata(vertex.Metadata);
            if (vertex.Metadata.Locations.Count > 0) Locate(vertex, wire, texts);
        }
    }

    private static OpMetadata Metadata(VertexMetadata metadata)
    {
        var wire = new OpMetadata { IgnoreCache = metadata.IgnoreCache };
        foreach (var (name, value) in metadata.Description.OrderBy(d => d.Key, StringComparer.Ordinal)) wire.Description.Add(name, value);
        if (metadata.ExportCache is { } export) wire.ExportCache = new ExportCache { Value = export };
        foreach (var capability in metadata.Capabilities) wire.Caps[capability] = true;
        if (metadata.ProgressGroup is { } group) wire.ProgressGroup = new Wire.ProgressGroup { Id = group.Id, Name = group.Name, Weak = group.Weak };
        return wire;
    }

    private static void Locate(Vertex vertex, Definition wire, List<SourceText> texts)
    {
        wire.Source ??= new Source();
        var locations = new Locations();
        foreach (var location in vertex.Metadata.Locations)
        {
            var index = texts.IndexOf(location.Text);
            if (index < 0)
            {
                index = texts.Count;
                texts.Add(location.Text);
                wire.Source.Infos.Add(Text(location.Text));
            }

            var place = new Location { SourceIndex = index };
            place.Ranges.Add(location.Ranges.Select(Range));
            locations.Locations_.Add(place);
        }

        wire.Source.Locations[vertex.Digest.Value] = locations;
    }
}
