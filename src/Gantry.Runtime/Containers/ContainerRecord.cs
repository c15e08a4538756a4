using System.Text.Json.Serialization;

using Gantry.Oci.Runtime;

namespace Gantry.Runtime.Containers;

/// <summary>What is kept of a container between two commands, <c>state.json</c> in its directory.</summary>
public sealed record ContainerRecord
{
    /// <summary>The container's name at this runtime.</summary>
    public required string Id { get; init; }

    /// <summary>Process id of its first process, on the host.</summary>
    public int Pid { get; init; }

    /// <summary>When the first process was started, in clock ticks since the host's start (field 22 of proc_pid_stat(5)): a later process of the same id is another one.</summary>
    public ulong StartTicks { get; init; }

    /// <summary>Absolute path of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Absolute path of the root.</summary>
    public required string Rootfs { get; init; }

    /// <summary>When it was created, UTC.</summary>
    public required DateTime Created { get; init; }

    /// <summary>Path of its control group; null: it has none of its own.</summary>
    public string? CgroupPath { get; init; }

    /// <summary>The unit of systemd's that its control group belongs to; null: none.</summary>
    public string? Unit { get; init; }

    /// <summary>Whether the unit is one of the user's own systemd.</summary>
    public bool IsUsersUnit { get; init; }

    /// <summary>Whether its first process has a pid namespace of its own, so that all others end with it.</summary>
    public bool HasPidNamespace { get; init; }

    /// <summary>Version of the specification its document follows.</summary>
    public required string OciVersion { get; init; }

    /// <summary>Annotations of its document.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Hooks to be run when it is deleted.</summary>
    public IReadOnlyList<Hook>? Poststop { get; init; }

    /// <summary>Hooks to be run when it is started.</summary>
    public IReadOnlyList<Hook>? Poststart { get; init; }
}

/// <summary>Writes the runtime's own state; without what only a reader needs, which takes longer to set up than writing takes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ContainerRecord))]
internal sealed partial class ContainerRecordWriting : JsonSerializerContext;

/// <summary>Reads the runtime's own state.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ContainerRecord))]
internal sealed partial class ContainerRecordJson : JsonSerializerContext;
