namespace Gantry.Compose.Documents;

/// <summary>A part of a document: a <see cref="Scalar"/>, a <see cref="Sequence"/> or a <see cref="Mapping"/>.</summary>
public abstract class Node
{
    private protected Node(Place place) => Place = place;

    /// <summary>Where it stands.</summary>
    public Place Place { get; }

    /// <summary>The text, where it is a text.</summary>
    public string? Text => (this as Scalar)?.Value as string;

    /// <summary>Whether it says nothing.</summary>
    public bool IsNull => this is Scalar { Value: null };

    /// <summary>A copy that shares nothing with this one that changes.</summary>
    public abstract Node Clone();
}
