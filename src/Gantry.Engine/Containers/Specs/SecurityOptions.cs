using Gantry.Linux.Seccomp;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Engine.Containers.Specs;

/// <summary>The user's <c>--security-opt</c> values, read.</summary>
internal sealed record SecurityOptions
{
    /// <summary>Whether it may gain no privileges; null: as the daemon has it.</summary>
    public bool? NoNewPrivileges { get; private init; }

    /// <summary>The profile's JSON, <c>unconfined</c>, or null for the default.</summary>
    public string? SeccompProfile { get; private init; }

    public bool UnmaskedPaths { get; private init; }

    /// <summary>Whether the container may write to its control groups; null: only a privileged one.</summary>
    public bool? WritableCgroups { get; private init; }

    private static bool HasAppArmor => Directory.Exists("/sys/kernel/security/apparmor");

    /// <summary>Reads the options; Invalid with Docker's text for an unknown one.</summary>
    public static SecurityOptions Parse(HostConfig host)
    {
        var options = new SecurityOptions();
        foreach (var text in host.SecurityOpt ?? [])
        {
            var separator = text.IndexOf('=', StringComparison.Ordinal);
            if (separator < 0)
                separator = text.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = separator < 0 ? (text, "") : (text[..separator], text[(separator + 1)..]);
            options = (name, value) switch
            {
                ("no-new-privileges", "" or "true") => options with { NoNewPrivileges = true },
                ("no-new-privileges", "false") => options with { NoNewPrivileges = false },
                ("no-new-privileges", _) => throw new GantryException(ErrorKind.Invalid, $"invalid --security-opt 2: \"{text}\""),
                ("seccomp", { Length: > 0 }) => options with { SeccompProfile = value },
                ("systempaths", "unconfined") => options with { UnmaskedPaths = true },
                ("label", { Length: > 0 }) => options,
                ("writable-cgroups", "" or "true" or "false") when separator < 0 || value.Length > 0 => options with { WritableCgroups = value != "false" },
                ("apparmor", "unconfined" or "") => options,
                ("apparmor", _) when !HasAppArmor => options, // as Docker does, where the kernel has no profiles at all
                ("apparmor", _) => throw new GantryException(ErrorKind.Invalid, $"AppArmor profiles are not supported: --security-opt {text} cannot be honoured"),
                _ when separator < 0 => throw new GantryException(ErrorKind.Invalid, $"invalid --security-opt 1: \"{text}\""),
                _ => throw new GantryException(ErrorKind.Invalid, $"invalid --security-opt 2: \"{text}\""),
            };
        }

        return options;
    }

    /// <summary>The filter of a container; null for none.</summary>
    /// <param name="host">The container's ties to the host.</param>
    /// <param name="capabilities">Its capabilities.</param>
    /// <param name="otherwise">The filter of containers that name none.</param>
    public LinuxSeccomp? Seccomp(HostConfig host, IReadOnlyList<string> capabilities, string otherwise) => (SeccompProfile ?? otherwise) switch
    {
        "unconfined" => null,
        _ when SeccompProfile is null && host.Privileged => null,
        "" or "builtin" => DefaultProfile.For(capabilities.ToHashSet(StringComparer.Ordinal)),
        var json => Linux.Seccomp.SeccompProfile.Parse(json, capabilities.ToHashSet(StringComparer.Ordinal)),
    };
}
