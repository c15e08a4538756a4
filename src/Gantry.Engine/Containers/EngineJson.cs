using System.Text.Json.Serialization;

namespace Gantry.Engine.Containers;

/// <summary>JSON of the engine's documents on disk.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Container))]
internal sealed partial class EngineJson : JsonSerializerContext;
