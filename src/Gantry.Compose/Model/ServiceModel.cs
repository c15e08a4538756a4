using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>How a service finds a language model.</summary>
public sealed record ServiceModel
{
    /// <summary>The variable that holds the address.</summary>
    public string? EndpointVariable { get; init; }

    /// <summary>The variable that holds the name.</summary>
    public string? ModelVariable { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
