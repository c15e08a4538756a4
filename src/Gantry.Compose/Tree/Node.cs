namespace Gantry.Compose.Tree;

/// <summary>A value of a Compose file: a mapping, a list or a scalar, with the place it is written at.</summary>
public abstract class Node
{
    /// <summary>Where the value is written.</summary>
    public Position At { get; init; } = Position.None;

    /// <summary>Whether the value is YAML's null.</summary>
    public virtual bool IsNull => false;

    /// <summary>A copy that shares nothing with this value.</summary>
    public abstract Node Clone();
}
