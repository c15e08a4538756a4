namespace Gantry.Build.Graph.Operations;

/// <summary>Brings files in from outside.</summary>
/// <param name="Identifier"><c>docker-image://</c>, <c>local://</c>, <c>git://</c>, <c>http://</c>, <c>https://</c> or <c>oci-layout://</c>, and what it names there.</param>
/// <param name="Attributes">Details by the names of <see cref="SourceAttributes"/>.</param>
public sealed record SourceOperation(string Identifier, IReadOnlyDictionary<string, string> Attributes) : Operation
{
    /// <summary>The part before "://".</summary>
    public string Scheme => Identifier.Contains("://", StringComparison.Ordinal) ? Identifier[..Identifier.IndexOf("://", StringComparison.Ordinal)] : "";

    /// <summary>The part after "://".</summary>
    public string Name => Identifier.Contains("://", StringComparison.Ordinal) ? Identifier[(Identifier.IndexOf("://", StringComparison.Ordinal) + 3)..] : Identifier;

    /// <inheritdoc/>
    public override string DefaultName => Identifier;

    /// <summary>An attribute; null when it is not there.</summary>
    /// <param name="name">One of <see cref="SourceAttributes"/>.</param>
    public string? Attribute(string name) => Attributes.TryGetValue(name, out var value) ? value : null;
}
