using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Llb.Wire;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

using Google.Protobuf;

using Platform = Gantry.Oci.Images.Platform;

namespace Gantry.Build.Llb;

/// <summary>Reads a whole graph that a client sent. A vertex may only name those before it, so there can be no circle.</summary>
internal static class DefinitionDecoder
{
    /// <summary>How deep graphs may be inside graphs: one of a frontend's that brings the text of another's is two deep.</summary>
    private const int MostNested = 16;

    [ThreadStatic]
    private static int s_nested;

    /// <exception cref="GantryException">Invalid: it is no graph.</exception>
    public static BuildDefinition Decode(Definition wire)
    {
        if (s_nested == MostNested) throw new GantryException(ErrorKind.Invalid, $"failed to parse llb proto op: more than {MostNested} definitions inside each other");
        s_nested++;
        try
        {
            return Read(wire);
        }
        finally
        {
            s_nested--;
        }
    }

    private static BuildDefinition Read(Definition wire)
    {
        if (wire.Def.Count == 0) return new BuildDefinition(Root: null);
        try
        {
            var texts = (wire.Source?.Infos ?? []).Select(Text).ToList();
            var known = new Dictionary<string, Vertex>();
            foreach (var bytes in wire.Def.SkipLast(1))
            {
                var vertex = Vertex(bytes, wire, known, texts);
                known[vertex.Digest.Value] = vertex;
            }

            var last = Op.Parser.ParseFrom(wire.Def[^1]);
            if (last.Inputs.Count == 0) return new BuildDefinition(Root: null);
            return new BuildDefinition(Input(last.Inputs[0], known));
        }
        catch (OverflowException e)
        {
            throw new GantryException(ErrorKind.Invalid, "failed to parse llb proto op: a number of an input or output is out of range", e);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"failed to parse llb proto op: {e.Message}", e);
        }
    }

    /// <summary>Reads a source.</summary>
    public static SourceOperation Source(SourceOp wire) => new(wire.Identifier, new Dictionary<string, string>(wire.Attrs));

    /// <summary>Reads a platform.</summary>
    public static Platform? Platform(Wire.Platform? wire) => wire is null ? null : new Platform
    {
        Architecture = wire.Architecture,
        Os = wire.OS,
        Variant = wire.Variant.Length == 0 ? null : wire.Variant,
        OsVersion = wire.OSVersion.Length == 0 ? null : wire.OSVersion,
        OsFeatures = wire.OSFeatures.Count == 0 ? null : [.. wire.OSFeatures],
    };

    /// <summary>Reads a text.</summary>
    public static SourceText Text(SourceInfo wire) =>
        new(wire.Filename, wire.Data.Memory, wire.Language) { Definition = wire.Definition is { } definition ? Decode(definition) : null };

    /// <summary>Reads a part of a text.</summary>
    public static SourceRange Range(Wire.Range wire) =>
        new(wire.Start?.Line ?? 0, wire.Start?.Character ?? 0, wire.End?.Line ?? 0, wire.End?.Character ?? 0);

    private static Vertex Vertex(ByteString bytes, Definition wire, Dictionary<string, Vertex> known, List<SourceText> texts)
    {
        var op = Op.Parser.ParseFrom(bytes);
        var digest = Digest.Of(bytes.Span);
        Operation operation = op.OpCase switch
        {
            Op.OpOneofCase.Exec => ExecEncoder.Decode(op.Exec),
            Op.OpOneofCase.Source => Source(op.Source),
            Op.OpOneofCase.File => FileDecoder.Decode(op.File),
            Op.OpOneofCase.Merge => new MergeOperation([.. op.Merge.Inputs.Select(i => checked((int)i.Input))]),
            Op.OpOneofCase.Diff => new DiffOperation(checked((int)(op.Diff.Lower?.Input ?? Operation.NoInput)), checked((int)(op.Diff.Upper?.Input ?? Operation.NoInput))),
            Op.OpOneofCase.Build => Build(op.Build),
            _ => throw new GantryException(ErrorKind.Invalid, "invalid empty op"),
        };
        OperationCheck.Check(operation, op.Inputs.Count);
        return Graph.Vertex.Received(digest, operation, [.. op.Inputs.Select(i => Input(i, known))], Metadata(digest.Value, wire, texts), Platform(op.Platform), [.. op.Constraints?.Filter ?? []]);
    }

    private static VertexOutput Input(Input wire, Dictionary<string, Vertex> known)
    {
        if (!known.TryGetValue(wire.Digest, out var vertex)) throw new GantryException(ErrorKind.Invalid, $"invalid missing input digest {wire.Digest}");
        if (wire.Index < 0 || wire.Index >= vertex.Operation.Outputs) throw new GantryException(ErrorKind.Invalid, $"{wire.Digest} has no result {wire.Index}");
        return vertex.Output((int)wire.Index);
    }

    private static BuildOperation Build(BuildOp wire) => new(
        checked((int)wire.Builder),
        wire.Inputs.ToDictionary(i => i.Key, i => checked((int)i.Value.Input)),
        wire.Def is { } definition ? Decode(definition) : null,
        new Dictionary<string, string>(wire.Attrs));

    private static VertexMetadata Metadata(string digest, Definition wire, List<SourceText> texts)
    {
        var metadata = wire.Metadata.TryGetValue(digest, out var found)
            ? new VertexMetadata
            {
                IgnoreCache = found.IgnoreCache,
                Description = new Dictionary<string, string>(found.Description),
                ExportCache = found.ExportCache?.Value,
                Capabilities = [.. found.Caps.Where(c => c.Value).Select(c => c.Key)],
                ProgressGroup = found.ProgressGroup is { } group ? new Graph.ProgressGroup(group.Id, group.Name, group.Weak) : null,
            }
            : VertexMetadata.None;
        if (wire.Source?.Locations.TryGetValue(digest, out var locations) != true) return metadata;
        return metadata with
        {
            Locations = [.. locations!.Locations_.Where(l => l.SourceIndex >= 0 && l.SourceIndex < texts.Count)
                .Select(l => new SourceLocation(texts[l.SourceIndex], [.. l.Ranges.Select(Range)]))],
        };
    }
}
