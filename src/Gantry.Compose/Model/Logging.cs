using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>Where output goes.</summary>
public sealed record Logging
{
    /// <summary>The driver of logs.</summary>
    public string? Driver { get; init; }

    /// <summary>Options for the driver.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = None.Text;

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
