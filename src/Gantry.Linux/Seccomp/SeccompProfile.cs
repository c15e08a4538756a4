using System.Text.Json;

using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Linux.Seccomp;

/// <summary>A profile in Docker's file format: the specification's, with conditions on capabilities, architectures and kernel.</summary>
public static class SeccompProfile
{
    private const string NativeFilterArchitecture = "SCMP_ARCH_X86_64";
    private const string NativeArchitecture = "amd64";

    /// <summary>Reads a profile for a container with the given capabilities (<c>CAP_…</c>) on this host.</summary>
    /// <exception cref="GantryException">Invalid, when the text is no profile.</exception>
    public static LinuxSeccomp Parse(string json, IReadOnlySet<string> capabilities)
    {
        var file = Read(json);
        if (file.Architectures is { Count: > 0 } && file.ArchMap is { Count: > 0 })
            throw new GantryException(ErrorKind.Invalid, "both 'architectures' and 'archMap' are specified in the seccomp profile, use either 'architectures' or 'archMap'");
        if (string.IsNullOrEmpty(file.DefaultAction) && file.Syscalls is null or [])
            return new LinuxSeccomp { DefaultAction = "SCMP_ACT_ALLOW" };
        var map = file.ArchMap?.FirstOrDefault(m => m.Architecture == NativeFilterArchitecture);
        return new LinuxSeccomp
        {
            DefaultAction = file.DefaultAction,
            DefaultErrnoRet = file.DefaultErrnoRet,
            Architectures = map is not null ? [map.Architecture, .. map.SubArchitectures ?? []] : file.Architectures,
            Flags = file.Flags,
            ListenerPath = file.ListenerPath,
            ListenerMetadata = file.ListenerMetadata,
            Syscalls = [.. (file.Syscalls ?? []).Where(s => Applies(s, capabilities)).Select(Rule)],
        };
    }

    private static ProfileFile Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ProfileJson.Default.ProfileFile) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"Decoding seccomp profile failed: {e.Message}", e);
        }
    }

    private static LinuxSyscall Rule(ProfileSyscall rule)
    {
        if (rule is { Name.Length: > 0, Names.Count: > 0 })
            throw new GantryException(ErrorKind.Invalid, "both 'name' and 'names' are specified in the seccomp profile, use either 'name' or 'names'");
        return new LinuxSyscall
        {
            Names = string.IsNullOrEmpty(rule.Name) ? rule.Names ?? [] : [rule.Name],
            Action = rule.Action,
            ErrnoRet = rule.ErrnoRet,
            Args = rule.Args,
        };
    }

    private static bool Applies(ProfileSyscall rule, IReadOnlySet<string> capabilities)
    {
        if (rule.Excludes is { } excludes
            && ((excludes.Arches ?? []).Contains(NativeArchitecture) || (excludes.Caps ?? []).Any(capabilities.Contains) || KernelReaches(excludes.MinKernel, whenNone: false)))
            return false;
        return rule.Includes is not { } includes
            || ((includes.Arches is null or [] || includes.Arches.Contains(NativeArchitecture)) && (includes.Caps ?? []).All(capabilities.Contains) && KernelReaches(includes.MinKernel, whenNone: true));
    }

    private static bool KernelReaches(string? version, bool whenNone)
    {
        if (string.IsNullOrEmpty(version))
            return whenNone;
        if (!Version.TryParse(version, out var wanted))
            throw new GantryException(ErrorKind.Invalid, $"Decoding seccomp profile failed: invalid kernel version: \"{version}\", expected \"<kernel>.<major>\"");
        return new Version(Environment.OSVersion.Version.Major, Environment.OSVersion.Version.Minor) >= new Version(wanted.Major, wanted.Minor);
    }
}
