using System.Text.Json.Serialization;

namespace Gantry.Plugins.Calls;

/// <summary>What a plugin says of itself in the handshake.</summary>
internal sealed record PluginManifest
{
    public IReadOnlyList<string>? Implements { get; set; }
}

/// <summary>The body with which a plugin tells a failure.</summary>
internal sealed record PluginFault
{
    public string? Err { get; set; }
}

/// <summary>JSON of the handshake, of failures and of specification files.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(PluginManifest))]
[JsonSerializable(typeof(PluginFault))]
[JsonSerializable(typeof(Discovery.SpecDocument))]
internal sealed partial class PluginJson : JsonSerializerContext;
