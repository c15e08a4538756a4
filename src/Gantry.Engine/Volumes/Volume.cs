using System.Text.Json.Serialization;

namespace Gantry.Engine.Volumes;

/// <summary>A volume: the document on disk and what every reader sees.</summary>
public sealed record Volume
{
    /// <summary>The label by which Docker knows volumes nobody named.</summary>
    public const string AnonymousLabel = "com.docker.volume.anonymous";

    /// <summary>Its name; 64 hexadecimal characters where nobody gave one.</summary>
    public required string Name { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Labels; null for none.</summary>
    public SortedDictionary<string, string>? Labels { get; init; }

    /// <summary>The driver's options: <c>type</c>, <c>device</c> and <c>o</c> as for mount(8); null for none.</summary>
    public SortedDictionary<string, string>? Options { get; init; }

    /// <summary>Where its content is on this host.</summary>
    [JsonIgnore]
    public string Mountpoint { get; init; } = "";

    /// <summary>Whether nobody named it.</summary>
    [JsonIgnore]
    public bool IsAnonymous => Labels?.ContainsKey(AnonymousLabel) == true;

    /// <summary>Whether something is mounted on it while a container uses it.</summary>
    [JsonIgnore]
    public bool IsMounted => Options?.ContainsKey("device") == true;
}

/// <summary>What a volume is made from.</summary>
public sealed record VolumeRequest
{
    /// <summary>The wished name; empty: a random one.</summary>
    public string Name { get; init; } = "";

    /// <summary>The driver's name; empty: <c>local</c>.</summary>
    public string Driver { get; init; } = "";

    /// <summary>The driver's options.</summary>
    public SortedDictionary<string, string>? Options { get; init; }

    /// <summary>Labels.</summary>
    public SortedDictionary<string, string>? Labels { get; init; }
}

/// <summary>What a pruning removed.</summary>
/// <param name="Names">The volumes.</param>
/// <param name="ReclaimedBytes">What they took.</param>
public sealed record VolumePruning(IReadOnlyList<string> Names, long ReclaimedBytes);
