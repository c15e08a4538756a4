using System.Text.Json.Serialization;

namespace Gantry.Network.State;

/// <summary>The documents of this room.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(NetworkInfo))]
[JsonSerializable(typeof(SandboxDocument))]
internal sealed partial class NetworkJson : JsonSerializerContext;
