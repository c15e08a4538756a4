using System.Text.Json.Serialization;

namespace Gantry.Engine.Devices;

/// <summary>What a vendor says about its devices (Container Device Interface): by which edits of a container each comes into it.</summary>
internal sealed record CdiSpec
{
    /// <summary>Version of the interface.</summary>
    public string CdiVersion { get; init; } = "";

    /// <summary><c>vendor.com/class</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The devices.</summary>
    public IReadOnlyList<CdiDevice> Devices { get; init; } = [];

    /// <summary>Edits that come with any of them.</summary>
    public CdiEdits? ContainerEdits { get; init; }
}

/// <summary>One device.</summary>
internal sealed record CdiDevice
{
    /// <summary>Its name, unique in its kind.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its edits.</summary>
    public CdiEdits ContainerEdits { get; init; } = new();
}

/// <summary>Changes of a container.</summary>
internal sealed record CdiEdits
{
    /// <summary><c>NAME=value</c>.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>Device files.</summary>
    public IReadOnlyList<CdiDeviceNode>? DeviceNodes { get; init; }

    /// <summary>Mounts.</summary>
    public IReadOnlyList<CdiMount>? Mounts { get; init; }

    /// <summary>Programs the runtime runs.</summary>
    public IReadOnlyList<CdiHook>? Hooks { get; init; }

    /// <summary>Groups of the process; 0 counts for nothing.</summary>
    public IReadOnlyList<uint>? AdditionalGids { get; init; }
}

/// <summary>A device file. What is not said is read from the host's.</summary>
internal sealed record CdiDeviceNode
{
    public string Path { get; init; } = "";

    public string? HostPath { get; init; }

    public string? Type { get; init; }

    public long? Major { get; init; }

    public long? Minor { get; init; }

    public uint? FileMode { get; init; }

    public string? Permissions { get; init; }

    [JsonPropertyName("uid")]
    public uint? Uid { get; init; }

    [JsonPropertyName("gid")]
    public uint? Gid { get; init; }
}

/// <summary>A mount.</summary>
internal sealed record CdiMount
{
    public string HostPath { get; init; } = "";

    public string ContainerPath { get; init; } = "";

    public string? Type { get; init; }

    public IReadOnlyList<string>? Options { get; init; }
}

/// <summary>A program the runtime runs.</summary>
internal sealed record CdiHook
{
    public string HookName { get; init; } = "";

    public string Path { get; init; } = "";

    public IReadOnlyList<string>? Args { get; init; }

    public IReadOnlyList<string>? Env { get; init; }

    public int? Timeout { get; init; }
}

/// <summary>JSON of device specifications.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CdiSpec))]
internal sealed partial class CdiJson : JsonSerializerContext;
