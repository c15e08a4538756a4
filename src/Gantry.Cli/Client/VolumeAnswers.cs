namespace Gantry.Cli.Client;

/// <summary>GET /volumes.</summary>
internal sealed record VolumeList(IReadOnlyList<VolumeDetails>? Volumes);

/// <summary>A volume, as far as this client reads it.</summary>
internal sealed record VolumeDetails
{
    public string Name { get; init; } = "";

    public string Driver { get; init; } = "";

    public string Mountpoint { get; init; } = "";

    public string Scope { get; init; } = "";

    public Dictionary<string, string>? Labels { get; init; }

    /// <summary>What it takes; told with the disk usage only.</summary>
    public VolumeUsage? UsageData { get; init; }
}

/// <summary>What a volume takes: bytes, -1 where nobody counted, and how many containers have it.</summary>
internal sealed record VolumeUsage(long Size, long RefCount);

/// <summary>The body of POST /volumes/create.</summary>
internal sealed record CreateVolume(string Name, string Driver, IReadOnlyDictionary<string, string>? DriverOpts, IReadOnlyDictionary<string, string>? Labels);
