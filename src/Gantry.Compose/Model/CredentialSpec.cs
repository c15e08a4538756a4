using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>Where the credentials of a managed service account come from.</summary>
public sealed record CredentialSpec
{
    /// <summary>A config.</summary>
    public string? Config { get; init; }

    /// <summary>A file.</summary>
    public string? File { get; init; }

    /// <summary>An entry of the registry.</summary>
    public string? Registry { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
