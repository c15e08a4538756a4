namespace Gantry.Oci.Runtime;

/// <summary>A system call filter (seccomp(2)); names are libseccomp's.</summary>
public sealed record LinuxSeccomp
{
    /// <summary>What happens to calls no rule names, <c>SCMP_ACT_ERRNO</c> and so on.</summary>
    public string DefaultAction { get; init; } = "";

    /// <summary>Error number of the default action; EPERM when absent.</summary>
    public uint? DefaultErrnoRet { get; init; }

    /// <summary>Architectures, <c>SCMP_ARCH_X86_64</c> and so on; the native one is always meant.</summary>
    public IReadOnlyList<string>? Architectures { get; init; }

    /// <summary>Flags of seccomp(2), <c>SECCOMP_FILTER_FLAG_LOG</c> and so on.</summary>
    public IReadOnlyList<string>? Flags { get; init; }

    /// <summary>Unix socket that receives the notification descriptor.</summary>
    public string? ListenerPath { get; init; }

    /// <summary>Opaque text for the listener.</summary>
    public string? ListenerMetadata { get; init; }

    /// <summary>Rules.</summary>
    public IReadOnlyList<LinuxSyscall>? Syscalls { get; init; }
}

/// <summary>A rule of a system call filter.</summary>
public sealed record LinuxSyscall
{
    /// <summary>Calls it is about.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>What happens to them, <c>SCMP_ACT_ALLOW</c> and so on.</summary>
    public string Action { get; init; } = "";

    /// <summary>Error number or trace message of the action.</summary>
    public uint? ErrnoRet { get; init; }

    /// <summary>Conditions on arguments, all of which must hold.</summary>
    public IReadOnlyList<LinuxSeccompArg>? Args { get; init; }
}

/// <summary>A condition on an argument.</summary>
public sealed record LinuxSeccompArg
{
    /// <summary>Position, from 0.</summary>
    public uint Index { get; init; }

    /// <summary>What it is compared with; the mask of <c>SCMP_CMP_MASKED_EQ</c>.</summary>
    public ulong Value { get; init; }

    /// <summary>What the masked argument is compared with.</summary>
    public ulong ValueTwo { get; init; }

    /// <summary>Operator, <c>SCMP_CMP_EQ</c> and so on.</summary>
    public string Op { get; init; } = "";
}
