using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>The limit on one device.</summary>
public sealed record ThrottleDevice
{
    /// <summary>The device's path.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes or operations a second.</summary>
    public long Rate { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
