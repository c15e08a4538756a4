using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Llb.Wire;

using Google.Protobuf;

namespace Gantry.Build.Llb;

/// <summary>Marshals steps as BuildKit does: fields in the order of their numbers, maps in the order of their keys, so that equal steps have
/// equal digests whoever makes them.</summary>
internal static class OperationEncoder
{
    /// <summary>The marshalled pb.Op.</summary>
    public static byte[] Encode(Operation operation, IReadOnlyList<VertexOutput> inputs, Oci.Images.Platform? platform, IReadOnlyList<string> constraints) =>
        Message(operation, inputs, platform, constraints).ToByteArray();

    /// <summary>The last pb.Op of a graph, which names its result.</summary>
    public static Op Last(VertexOutput result) => new() { Inputs = { new Input { Digest = result.Vertex.Digest.Value, Index = result.Index } } };

    /// <summary>The wire form of a step.</summary>
    public static Op Message(Operation operation, IReadOnlyList<VertexOutput> inputs, Oci.Images.Platform? platform, IReadOnlyList<string> constraints)
    {
        var op = new Op();
        foreach (var input in inputs) op.Inputs.Add(new Input { Digest = input.Vertex.Digest.Value, Index = input.Index });
        switch (operation)
        {
            case SourceOperation source: op.Source = Source(source); break;
            case ExecOperation exec: op.Exec = ExecEncoder.Encode(exec); break;
            case FileOperation file: op.File = FileEncoder.Encode(file); break;
            case MergeOperation merge: op.Merge = Merge(merge); break;
            case DiffOperation diff: op.Diff = new DiffOp { Lower = new LowerDiffInput { Input = diff.Lower }, Upper = new UpperDiffInput { Input = diff.Upper } }; break;
            case BuildOperation build: op.Build = Build(build); break;
            default: throw new ArgumentException($"no wire form for {operation.GetType().Name}", nameof(operation));
        }

        if (platform is not null) op.Platform = Platform(platform);
        if (constraints.Count > 0) op.Constraints = new WorkerConstraints { Filter = { constraints } };
        return op;
    }

    /// <summary>The wire form of a platform.</summary>
    public static Platform Platform(Oci.Images.Platform platform) => new()
    {
        Architecture = platform.Architecture,
        OS = platform.Os,
        Variant = platform.Variant ?? "",
        OSVersion = platform.OsVersion ?? "",
        OSFeatures = { platform.OsFeatures ?? [] },
    };

    /// <summary>The wire form of a source.</summary>
    public static SourceOp Source(SourceOperation source)
    {
        var op = new SourceOp { Identifier = source.Identifier };
        foreach (var (name, value) in source.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal)) op.Attrs.Add(name, value);
        return op;
    }

    private static MergeOp Merge(MergeOperation merge)
    {
        var op = new MergeOp();
        foreach (var input in merge.Inputs) op.Inputs.Add(new MergeInput { Input = input });
        return op;
    }

    private static BuildOp Build(BuildOperation build)
    {
        var op = new BuildOp { Builder = build.Builder };
        foreach (var (name, input) in build.Inputs.OrderBy(i => i.Key, StringComparer.Ordinal)) op.Inputs.Add(name, new BuildInput { Input = input });
        if (build.Definition is { } definition) op.Def = DefinitionEncoder.Encode(definition);
        foreach (var (name, value) in build.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal)) op.Attrs.Add(name, value);
        return op;
    }
}
