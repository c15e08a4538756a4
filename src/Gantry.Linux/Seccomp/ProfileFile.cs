using System.Text.Json.Serialization;

using Gantry.Oci.Runtime;

namespace Gantry.Linux.Seccomp;

/// <summary>Docker's profile file as written.</summary>
internal sealed record ProfileFile
{
    public string DefaultAction { get; init; } = "";

    public uint? DefaultErrnoRet { get; init; }

    public IReadOnlyList<string>? Architectures { get; init; }

    public IReadOnlyList<ProfileArchitecture>? ArchMap { get; init; }

    public IReadOnlyList<string>? Flags { get; init; }

    public string? ListenerPath { get; init; }

    public string? ListenerMetadata { get; init; }

    public IReadOnlyList<ProfileSyscall>? Syscalls { get; init; }
}

/// <summary>A host's architecture and the others it runs.</summary>
internal sealed record ProfileArchitecture
{
    public string Architecture { get; init; } = "";

    public IReadOnlyList<string>? SubArchitectures { get; init; }
}

/// <summary>A rule, with where it applies.</summary>
internal sealed record ProfileSyscall
{
    public string? Name { get; init; }

    public IReadOnlyList<string>? Names { get; init; }

    public string Action { get; init; } = "";

    public uint? ErrnoRet { get; init; }

    public IReadOnlyList<LinuxSeccompArg>? Args { get; init; }

    public ProfileCondition? Includes { get; init; }

    public ProfileCondition? Excludes { get; init; }
}

/// <summary>Properties of the container and its host.</summary>
internal sealed record ProfileCondition
{
    public IReadOnlyList<string>? Caps { get; init; }

    public IReadOnlyList<string>? Arches { get; init; }

    /// <summary>Oldest kernel, <c>4.8</c>.</summary>
    public string? MinKernel { get; init; }
}

/// <summary>JSON of profile files; Docker's reader minds no case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(ProfileFile))]
internal sealed partial class ProfileJson : JsonSerializerContext;
