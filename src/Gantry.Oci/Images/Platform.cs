using System.Text.Json.Serialization;

using Gantry.Oci.Errors;

namespace Gantry.Oci.Images;

/// <summary>What a machine must be to run an image (OCI image index, "platform"); architecture and system in Go's names.</summary>
public sealed record Platform
{
    /// <summary>For example "amd64" or "arm64".</summary>
    [JsonPropertyName("architecture")]
    public string Architecture { get; init; } = "";

    /// <summary>For example "linux".</summary>
    [JsonPropertyName("os")]
    public string Os { get; init; } = "";

    /// <summary>The system's version, used by Windows images.</summary>
    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    /// <summary>Features the system must have.</summary>
    [JsonPropertyName("os.features")]
    public IReadOnlyList<string>? OsFeatures { get; init; }

    /// <summary>The processor's variant, for example "v7".</summary>
    [JsonPropertyName("variant")]
    public string? Variant { get; init; }

    /// <summary>Reads <c>os/arch[/variant]</c>, or an architecture alone for Linux.</summary>
    /// <exception cref="GantryException">Invalid, when it is neither.</exception>
    public static Platform Parse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length > 3 || parts.Any(p => p.Length == 0 || p.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-'))))
            throw new GantryException(ErrorKind.Invalid, $"\"{text}\": invalid platform: it is os/arch[/variant], for example linux/amd64");
        return parts.Length == 1
            ? new Platform { Os = "linux", Architecture = Normal(parts[0]) }
            : new Platform { Os = parts[0].ToLowerInvariant(), Architecture = Normal(parts[1]), Variant = parts.Length == 3 ? parts[2] : null };

        static string Normal(string architecture) => architecture.ToLowerInvariant() switch
        {
            "x86_64" or "x86-64" => "amd64",
            "aarch64" => "arm64",
            var other => other,
        };
    }

    /// <summary>"os/architecture[/variant]".</summary>
    public override string ToString() => string.IsNullOrEmpty(Variant) ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
