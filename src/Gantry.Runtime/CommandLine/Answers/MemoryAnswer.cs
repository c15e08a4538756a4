using System.Text.Json.Serialization;

using Gantry.Linux.Cgroups;

namespace Gantry.Runtime.CommandLine.Answers;

/// <summary>What memory a group has, in bytes.</summary>
internal sealed record MemoryAnswer
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Cache { get; init; }

    public MemoryEntryAnswer Usage { get; init; } = new();

    public MemoryEntryAnswer Swap { get; init; } = new();

    public MemoryEntryAnswer Kernel { get; init; } = new();

    [JsonPropertyName("kernelTCP")]
    public MemoryEntryAnswer KernelTcp { get; init; } = new();

    public IReadOnlyDictionary<string, ulong>? Raw { get; init; }

    public PressureAnswer? Psi { get; init; }
}

internal sealed record MemoryEntryAnswer
{
    public ulong Limit { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Usage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Max { get; init; }

    public ulong Failcnt { get; init; }

    public static MemoryEntryAnswer Of(MemoryCounter counter) => new() { Limit = counter.Limit, Usage = counter.Usage, Max = counter.Peak, Failcnt = counter.Failures };
}

internal sealed record LargePagesAnswer
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Usage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Max { get; init; }

    public ulong Failcnt { get; init; }
}
