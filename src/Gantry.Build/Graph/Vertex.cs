using Gantry.Build.Graph.Operations;
using Gantry.Build.Llb;
using Gantry.Oci.Images;

namespace Gantry.Build.Graph;

/// <summary>A step of a build: an operation over the results of other steps. Two vertices with one digest are one step.</summary>
public sealed class Vertex
{
    private Vertex(Digest digest, Operation operation, IReadOnlyList<VertexOutput> inputs, Platform? platform, IReadOnlyList<string> constraints, VertexMetadata metadata)
    {
        Digest = digest;
        Operation = operation;
        Inputs = inputs;
        Platform = platform;
        Constraints = constraints;
        Metadata = metadata;
    }

    /// <summary>SHA-256 of the operation in its marshalled form (BuildKit's pb.Op), which names the inputs by their digests.</summary>
    public Digest Digest { get; }

    /// <summary>What is done.</summary>
    public Operation Operation { get; }

    /// <summary>What it is done to; operations refer to them by number.</summary>
    public IReadOnlyList<VertexOutput> Inputs { get; }

    /// <summary>What machine the result is for; null: any.</summary>
    public Platform? Platform { get; }

    /// <summary>Filters of the workers that may do it.</summary>
    public IReadOnlyList<string> Constraints { get; }

    /// <summary>What says nothing about the result.</summary>
    public VertexMetadata Metadata { get; }

    /// <summary>What progress calls it.</summary>
    public string Name => Metadata.Description.TryGetValue(VertexMetadata.CustomName, out var name) ? name : Operation.DefaultName;

    /// <summary>Makes a vertex and its digest.</summary>
    /// <param name="operation">What is done.</param>
    /// <param name="inputs">What it is done to.</param>
    /// <param name="metadata">What says nothing about the result; null: nothing.</param>
    /// <param name="platform">What machine the result is for; null: any.</param>
    /// <param name="constraints">Filters of the workers that may do it; null: all may.</param>
    public static Vertex Create(Operation operation, IReadOnlyList<VertexOutput> inputs, VertexMetadata? metadata = null, Platform? platform = null, IReadOnlyList<string>? constraints = null) =>
        new(Digest.Of(OperationEncoder.Encode(operation, inputs, platform, constraints ?? [])), operation, inputs, platform, constraints ?? [], metadata ?? VertexMetadata.None);

    /// <summary>Makes a vertex whose digest is known: a client marshalled it, perhaps with fields that are not known here.</summary>
    internal static Vertex Received(Digest digest, Operation operation, IReadOnlyList<VertexOutput> inputs, VertexMetadata metadata, Platform? platform, IReadOnlyList<string> constraints) =>
        new(digest, operation, inputs, platform, constraints, metadata);

    /// <summary>One of its results.</summary>
    /// <param name="index">Which, from 0.</param>
    public VertexOutput Output(int index = 0) => new(this, index);

    /// <inheritdoc/>
    public override string ToString() => $"{Digest.Short} {Name}";
}

/// <summary>One of a vertex's results.</summary>
/// <param name="Vertex">The step.</param>
/// <param name="Index">Which of its results, from 0.</param>
public sealed record VertexOutput(Vertex Vertex, int Index);
