using System.Text.Json;
using System.Text.Json.Serialization;

using Gantry.Engine.Containers;

namespace Gantry.Engine.Volumes;

/// <summary>A volume: the document on disk and what every reader sees.</summary>
public sealed record Volume
{
    /// <summary>The label by which Docker knows volumes nobody named.</summary>
    public const string AnonymousLabel = "com.docker.volume.anonymous";

    /// <summary>The driver of the volumes of this host.</summary>
    public const string LocalDriver = "local";

    /// <summary>Its name; 64 hexadecimal characters where nobody gave one.</summary>
    public required string Name { get; init; }

    /// <summary>Who serves it: this host, or a plugin by name.</summary>
    public string Driver { get; init; } = LocalDriver;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Labels; null for none.</summary>
    public SortedDictionary<string, string>? Labels { get; init; }

    /// <summary>The driver's options, for this host's <c>type</c>, <c>device</c> and <c>o</c> as for mount(8); null for none.</summary>
    public SortedDictionary<string, string>? Options { get; init; }

    /// <summary>Where its content is on this host; empty where a plugin has not said so.</summary>
    [JsonIgnore]
    public string Mountpoint { get; init; } = "";

    /// <summary>Whether it is one host's (<c>local</c>) or that of all (<c>global</c>).</summary>
    [JsonIgnore]
    public string Scope { get; init; } = LocalDriver;

    /// <summary>What a plugin tells of it, for who reads it.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, JsonElement>? Status { get; init; }

    /// <summary>Whether nobody named it.</summary>
    [JsonIgnore]
    public bool IsAnonymous => Labels?.ContainsKey(AnonymousLabel) == true;

    /// <summary>Whether something is mounted on it while a container uses it.</summary>
    [JsonIgnore]
    public bool IsMounted => Options?.ContainsKey("device") == true;
}

/// <summary>Volumes there are.</summary>
/// <param name="Volumes">The volumes, by name.</param>
/// <param name="Warnings">What could not be asked.</param>
public sealed record VolumeListing(IReadOnlyList<Volume> Volumes, IReadOnlyList<string> Warnings);

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

    /// <summary>What a container's mount wishes for.</summary>
    internal static VolumeRequest Of(MountPoint mount) => new()
    {
        Name = mount.Name ?? "",
        Driver = mount.Driver ?? "",
        Labels = mount.Spec?.VolumeOptions?.Labels,
        Options = mount.Spec?.VolumeOptions?.DriverConfig?.Options,
    };
}

/// <summary>What a pruning removed.</summary>
/// <param name="Names">The volumes.</param>
/// <param name="ReclaimedBytes">What they took.</param>
public sealed record VolumePruning(IReadOnlyList<string> Names, long ReclaimedBytes);
