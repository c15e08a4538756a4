using System.Text.Json.Serialization;

namespace Gantry.Cli.Compose.Usage;

/// <summary>What this client reads of GET /containers/{id}/stats.</summary>
internal sealed record ContainerUsage
{
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("cpu_stats")]
    public ProcessorUsage? Processors { get; init; }

    /// <summary>The same, one measurement before.</summary>
    [JsonPropertyName("precpu_stats")]
    public ProcessorUsage? ProcessorsBefore { get; init; }

    [JsonPropertyName("memory_stats")]
    public MemoryUsage? Memory { get; init; }

    [JsonPropertyName("networks")]
    public Dictionary<string, NetworkUsage>? Networks { get; init; }

    [JsonPropertyName("blkio_stats")]
    public BlockUsage? Blocks { get; init; }

    [JsonPropertyName("pids_stats")]
    public PidUsage? Pids { get; init; }
}

/// <summary>Time of processors, in nanoseconds.</summary>
internal sealed record ProcessorUsage(
    [property: JsonPropertyName("cpu_usage")] ProcessorTime? Time, [property: JsonPropertyName("system_cpu_usage")] ulong System,
    [property: JsonPropertyName("online_cpus")] uint Online);

/// <summary>Time of a container's processes, in nanoseconds.</summary>
internal sealed record ProcessorTime([property: JsonPropertyName("total_usage")] ulong Total);

/// <summary>Memory, in bytes.</summary>
internal sealed record MemoryUsage(
    [property: JsonPropertyName("usage")] ulong Usage, [property: JsonPropertyName("limit")] ulong Limit,
    [property: JsonPropertyName("stats")] Dictionary<string, ulong>? Details);

/// <summary>Bytes of one network interface.</summary>
internal sealed record NetworkUsage([property: JsonPropertyName("rx_bytes")] ulong Received, [property: JsonPropertyName("tx_bytes")] ulong Sent);

/// <summary>Bytes of block devices.</summary>
internal sealed record BlockUsage([property: JsonPropertyName("io_service_bytes_recursive")] IReadOnlyList<BlockEntry>? Bytes);

/// <summary>Bytes of one device in one direction.</summary>
internal sealed record BlockEntry([property: JsonPropertyName("op")] string? Direction, [property: JsonPropertyName("value")] ulong Value);

/// <summary>Processes and threads.</summary>
internal sealed record PidUsage([property: JsonPropertyName("current")] ulong Current);

/// <summary>The document of a container's usage.</summary>
[JsonSerializable(typeof(ContainerUsage))]
internal sealed partial class UsageJson : JsonSerializerContext;
