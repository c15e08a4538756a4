using System.Text.Json.Serialization;

namespace Gantry.Runtime.Foreign;

/// <summary>What a relay does, as the daemon writes it down: <c>relay.json</c> in the process's directory, which is also the runtime's bundle.</summary>
internal sealed record RelayOrder
{
    /// <summary>The file's name.</summary>
    public const string Name = "relay.json";

    /// <summary>The runtime.</summary>
    public required string Program { get; init; }

    /// <summary>Arguments of the command that makes the process.</summary>
    public required IReadOnlyList<string> Create { get; init; }

    /// <summary>Arguments of the command that lets it go on; null: it runs already.</summary>
    public IReadOnlyList<string>? Start { get; init; }

    /// <summary>Arguments of the command that takes it away when it cannot be started.</summary>
    public IReadOnlyList<string>? Delete { get; init; }

    /// <summary>Whether the runtime hands over a terminal.</summary>
    public bool HasTerminal { get; init; }

    /// <summary>Number of the plan's step that is told to have failed when the runtime fails.</summary>
    public required int Step { get; init; }
}

/// <summary>JSON of <see cref="RelayOrder"/>.</summary>
[JsonSerializable(typeof(RelayOrder))]
internal sealed partial class RelayJson : JsonSerializerContext;
