using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>A volume of the project.</summary>
public sealed record Volume
{
    /// <summary>The name for the engine.</summary>
    public required string Name { get; init; }

    /// <summary>Its driver.</summary>
    public string? Driver { get; init; }

    /// <summary>Options for the driver.</summary>
    public IReadOnlyDictionary<string, string> DriverOptions { get; init; } = None.Text;

    /// <summary>Whether others made it.</summary>
    public bool External { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = None.Text;

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
