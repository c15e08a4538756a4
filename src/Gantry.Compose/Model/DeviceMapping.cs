using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>A device of the host in a container.</summary>
public sealed record DeviceMapping
{
    /// <summary>The path on the host, or the name of a device that a driver makes.</summary>
    public string? Source { get; init; }

    /// <summary>The path in the container.</summary>
    public string? Target { get; init; }

    /// <summary>Some of <c>rwm</c>.</summary>
    public string? Permissions { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
