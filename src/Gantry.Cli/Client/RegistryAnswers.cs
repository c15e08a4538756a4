using System.Text.Json.Serialization;

namespace Gantry.Cli.Client;

/// <summary>The answer to POST /auth: a sentence, and a token that stands for the password where the registry gives one.</summary>
internal sealed record LoginAnswer(string? Status, string? IdentityToken);

/// <summary>One row of GET /images/search.</summary>
internal sealed record FoundImage
{
    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    [JsonPropertyName("description")]
    public string Description { get; init; } = "";

    [JsonPropertyName("star_count")]
    public int Stars { get; init; }

    [JsonPropertyName("is_official")]
    public bool IsOfficial { get; init; }
}
