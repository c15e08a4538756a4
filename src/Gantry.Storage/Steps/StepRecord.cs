using Gantry.Oci.Images;

namespace Gantry.Storage.Steps;

/// <summary>What a step of a build came to, as it is kept for builds to come: <c>DATA/builds/records/KEY.json</c>.</summary>
public sealed record StepRecord
{
    /// <summary>What the step is known by: 64 hexadecimal digits over all that makes its result.</summary>
    public required string Key { get; init; }

    /// <summary>The layers of its tree, base first.</summary>
    public required IReadOnlyList<TreeLayer> Layers { get; init; }

    /// <summary>The chain id of the topmost; empty for an empty tree.</summary>
    public Digest ChainId { get; init; }

    /// <summary>The chain id of the tree it was made on; empty for none.</summary>
    public Digest Parent { get; init; }

    /// <summary>What the step is called.</summary>
    public string Description { get; init; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When a build last used it.</summary>
    public DateTimeOffset LastUsed { get; init; }

    /// <summary>How often builds used it.</summary>
    public int Uses { get; init; }
}
