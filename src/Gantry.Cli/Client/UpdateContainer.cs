namespace Gantry.Cli.Client;

/// <summary>The body of POST /containers/{id}/update. Zero and empty mean: as it was.</summary>
internal sealed record UpdateContainer
{
    public long CpuShares { get; init; }

    /// <summary>Bytes.</summary>
    public long Memory { get; init; }

    /// <summary>Billionths of a CPU.</summary>
    public long NanoCpus { get; init; }

    public long BlkioWeight { get; init; }

    /// <summary>Microseconds.</summary>
    public long CpuPeriod { get; init; }

    /// <summary>Microseconds.</summary>
    public long CpuQuota { get; init; }

    /// <summary>Microseconds.</summary>
    public long CpuRealtimePeriod { get; init; }

    /// <summary>Microseconds.</summary>
    public long CpuRealtimeRuntime { get; init; }

    public string CpusetCpus { get; init; } = "";

    public string CpusetMems { get; init; } = "";

    /// <summary>Bytes.</summary>
    public long MemoryReservation { get; init; }

    /// <summary>Bytes of memory and swap together; -1: no limit.</summary>
    public long MemorySwap { get; init; }

    /// <summary>How many processes there may be; null: as it was.</summary>
    public long? PidsLimit { get; init; }

    public RestartSettings RestartPolicy { get; init; } = new("", 0);
}

/// <summary>The answer to an update.</summary>
internal sealed record UpdatedContainer(IReadOnlyList<string>? Warnings);

/// <summary>One row of GET /containers/{id}/changes.</summary>
internal sealed record ChangedPath(string Path, int Kind)
{
    /// <summary>What happened to it: changed, added or deleted.</summary>
    public char Letter => Kind switch { 0 => 'C', 1 => 'A', _ => 'D' };
}
