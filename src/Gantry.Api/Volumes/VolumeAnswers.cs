using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

using Gantry.Engine.Volumes;

namespace Gantry.Api.Volumes;

/// <summary>A volume that is wished for.</summary>
internal sealed record VolumeBody
{
    public string Name { get; set; } = "";
    public string Driver { get; set; } = "";
    public SortedDictionary<string, string>? DriverOpts { get; set; }
    public SortedDictionary<string, string>? Labels { get; set; }

    public VolumeRequest ToRequest() => new() { Name = Name, Driver = Driver, Options = DriverOpts, Labels = Labels };
}

/// <summary>A volume.</summary>
internal sealed record VolumeAnswer
{
    public required string CreatedAt { get; init; }
    public required string Driver { get; init; }
    public required SortedDictionary<string, string>? Labels { get; init; }
    public required string Mountpoint { get; init; }
    public required string Name { get; init; }
    public required SortedDictionary<string, string>? Options { get; init; }
    public required string Scope { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, JsonElement>? Status { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VolumeUsage? UsageData { get; init; }

    public static VolumeAnswer Of(Volume volume, VolumeUsage? usage = null) => new()
    {
        CreatedAt = volume.Created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        Driver = volume.Driver,
        Labels = volume.Labels,
        Mountpoint = volume.Mountpoint,
        Name = volume.Name,
        Options = volume.Options,
        Scope = volume.Scope,
        Status = volume.Status,
        UsageData = usage,
    };
}

/// <summary>What a volume takes, and how many containers have it.</summary>
internal sealed record VolumeUsage(long RefCount, long Size);

/// <summary>Volumes there are.</summary>
internal sealed record VolumeListAnswer(IReadOnlyList<VolumeAnswer> Volumes, IReadOnlyList<string>? Warnings);

/// <summary>What a pruning removed.</summary>
internal sealed record VolumePruneAnswer(IReadOnlyList<string> VolumesDeleted, long SpaceReclaimed);
