using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

using Gantry.Oci.Errors;

namespace Gantry.Oci.Images;

/// <summary>What a machine must be to run an image (OCI image index, "platform"); architecture and system in Go's names.</summary>
public sealed partial record Platform
{
    private const string SystemPattern = @"^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.-]*)\))?$";
    private const string ComponentPattern = @"^[A-Za-z0-9_.-]+$";

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

    /// <summary>Reads <c>os[(version)][/arch[/variant]]</c>, or an architecture alone for Linux, by containerd's rules and in its words.</summary>
    /// <exception cref="GantryException">Invalid, when it is neither.</exception>
    public static Platform Parse(string text)
    {
        var parts = text.Split('/', 4);
        var system = SystemAndVersion().Match(parts[0]);
        if (!system.Success)
            throw new GantryException(ErrorKind.Invalid, $"\"{parts[0]}\" is an invalid OS component of \"{text}\": OSAndVersion specifier component must match \"{SystemPattern}\": invalid argument");
        if (parts.Skip(1).FirstOrDefault(part => !Component().IsMatch(part)) is { } wrong)
            throw new GantryException(ErrorKind.Invalid, $"\"{wrong}\" is an invalid component of \"{text}\": platform specifier component must match \"{ComponentPattern}\": invalid argument");
        var platform = new Platform { Os = PlatformNames.OperatingSystem(system.Groups[1].Value), OsVersion = system.Groups[2].Value is { Length: > 0 } version ? version : null };
        switch (parts)
        {
            case [_] when PlatformNames.IsSystem(platform.Os):
                return platform with { Architecture = PlatformNames.OwnArchitecture };
            case [var name] when PlatformNames.Architecture(name) is var architecture && PlatformNames.IsArchitecture(architecture):
                return new Platform { Os = "linux", Architecture = architecture };
            case [_]:
                throw new GantryException(ErrorKind.Invalid, $"\"{text}\": unknown operating system or architecture: invalid argument");
            case [_, var architecture]:
                return platform with { Architecture = PlatformNames.Architecture(architecture) };
            case [_, var architecture, var variant]:
                return platform with { Architecture = PlatformNames.Architecture(architecture), Variant = variant };
            default:
                throw new GantryException(ErrorKind.Invalid, $"\"{text}\": cannot parse platform specifier: invalid argument");
        }
    }

    /// <summary>"os/architecture[/variant]".</summary>
    public override string ToString() => string.IsNullOrEmpty(Variant) ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";

    [GeneratedRegex(SystemPattern)]
    private static partial Regex SystemAndVersion();

    [GeneratedRegex(ComponentPattern)]
    private static partial Regex Component();
}
