using System.Text.Json.Serialization;

namespace Gantry.Cli.Compose.Builds;

/// <summary>The documents in a build's query.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class BuildJson : JsonSerializerContext;
