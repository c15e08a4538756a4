using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Engine.Volumes.Plugins;

/// <summary>Arguments of a call about one volume.</summary>
internal sealed record NamedCall(string Name);

/// <summary>Arguments of <c>VolumeDriver.Create</c>.</summary>
internal sealed record CreateCall(string Name, SortedDictionary<string, string>? Opts);

/// <summary>Arguments of <c>VolumeDriver.Mount</c> and <c>Unmount</c>; the id is the same for both.</summary>
internal sealed record MountCall(string Name, string ID);

/// <summary>Arguments of a call that has none.</summary>
internal sealed record EmptyCall;

/// <summary>A volume as a plugin tells of it.</summary>
internal sealed record ToldVolume
{
    public string? Name { get; set; }
    public string? Mountpoint { get; set; }
    public string? CreatedAt { get; set; }
    public Dictionary<string, JsonElement>? Status { get; set; }
}

/// <summary>What a driver can do.</summary>
internal sealed record ToldCapabilities
{
    public string? Scope { get; set; }
}

/// <summary>The answer of every method; a method fills in its own members.</summary>
internal sealed record VolumeReply
{
    public string? Err { get; set; }
    public string? Mountpoint { get; set; }
    public ToldVolume? Volume { get; set; }
    public IReadOnlyList<ToldVolume?>? Volumes { get; set; }
    public ToldCapabilities? Capabilities { get; set; }
}

/// <summary>JSON of Docker's volume plugin protocol.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(NamedCall))]
[JsonSerializable(typeof(CreateCall))]
[JsonSerializable(typeof(MountCall))]
[JsonSerializable(typeof(EmptyCall))]
[JsonSerializable(typeof(VolumeReply))]
internal sealed partial class VolumeMessages : JsonSerializerContext;
