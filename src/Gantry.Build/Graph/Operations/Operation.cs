namespace Gantry.Build.Graph.Operations;

/// <summary>What a vertex does. Numbers of inputs count the vertex's <see cref="Vertex.Inputs"/> from 0.</summary>
public abstract record Operation
{
    /// <summary>The number that stands for no input: an empty file system.</summary>
    public const int NoInput = -1;

    /// <summary>What progress calls it where nobody gave it a name.</summary>
    public abstract string DefaultName { get; }

    /// <summary>How many results it has.</summary>
    public virtual int Outputs => 1;
}
