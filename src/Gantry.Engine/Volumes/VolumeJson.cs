using System.Text.Json.Serialization;

namespace Gantry.Engine.Volumes;

/// <summary>JSON of the volumes' documents on disk.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Volume))]
internal sealed partial class VolumeJson : JsonSerializerContext;
