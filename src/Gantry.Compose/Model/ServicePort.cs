using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>A published port.</summary>
public sealed record ServicePort
{
    /// <summary>A name for people.</summary>
    public string? Name { get; init; }

    /// <summary><c>ingress</c> or <c>host</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>The host's address.</summary>
    public string? HostIP { get; init; }

    /// <summary>The container's port.</summary>
    public int Target { get; init; }

    /// <summary>The host's port, or a range; null: the engine's choice.</summary>
    public string? Published { get; init; }

    /// <summary><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</summary>
    public string? Protocol { get; init; }

    /// <summary>What is spoken, for people.</summary>
    public string? AppProtocol { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
