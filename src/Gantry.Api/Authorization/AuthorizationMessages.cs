using System.Text.Json.Serialization;

namespace Gantry.Api.Authorization;

/// <summary>What an authorization plugin is told of a request, and with the last three members of its answer.</summary>
internal sealed record AuthorizationQuestion
{
    public string? User { get; init; }

    [JsonPropertyName("UserAuthNMethod")]
    public string? AuthenticationMethod { get; init; }

    public required string RequestMethod { get; init; }

    public required string RequestUri { get; init; }

    public byte[]? RequestBody { get; init; }

    public SortedDictionary<string, string>? RequestHeaders { get; init; }

    /// <summary>The client's certificates in PEM form.</summary>
    public IReadOnlyList<byte[]>? RequestPeerCertificates { get; init; }

    public int? ResponseStatusCode { get; init; }

    public byte[]? ResponseBody { get; init; }

    public SortedDictionary<string, string>? ResponseHeaders { get; init; }
}

/// <summary>What the plugin decides.</summary>
internal sealed record AuthorizationVerdict
{
    public bool Allow { get; set; }

    public string? Msg { get; set; }

    public string? Err { get; set; }
}

/// <summary>JSON of Docker's authorization plugin protocol.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuthorizationQuestion))]
[JsonSerializable(typeof(AuthorizationVerdict))]
internal sealed partial class AuthorizationMessages : JsonSerializerContext;
