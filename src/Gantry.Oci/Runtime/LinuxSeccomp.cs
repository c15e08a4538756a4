namespace Gantry.Oci.Runtime;

/// <summary>A system call filter (seccomp(2)); names are libseccomp's.</summary>
public sealed record LinuxSeccomp
{
    /// <summary>What happens to calls no rule names, <c>SCMP_ACT_ERRNO</c> and so on.</summary>
    public string DefaultAction { get; set; } = "";

    /// <summary>Error number of the default action; EPERM when absent.</summary>
    public uint? DefaultErrnoRet { get; set; }

    /// <summary>Architectures, <c>SCMP_ARCH_X86_64</c> and so on; the native one is always meant.</summary>
    public IReadOnlyList<string>? Architectures { get; set; }

    /// <summary>Flags of seccomp(2), <c>SECCOMP_FILTER_FLAG_LOG</c> and so on.</summary>
    public IReadOnlyList<string>? Flags { get; set; }

    /// <summary>Unix socket that receives the notification descriptor.</summary>
    public string? ListenerPath { get; set; }

    /// <summary>Opaque text for the listener.</summary>
    public string? ListenerMetadata { get; set; }

    /// <summary>Rules.</summary>
    public IReadOnlyList<LinuxSyscall>? Syscalls { get; set; }
}

/// <summary>A rule of a system call filter.</summary>
public sealed record LinuxSyscall
{
    /// <summary>Calls it is about.</summary>
    public IReadOnlyList<string> Names { get; set; } = [];

    /// <summary>What happens to them, <c>SCMP_ACT_ALLOW</c> and so on.</summary>
    public string Action { get; set; } = "";

    /// <summary>Error number or trace message of the action.</summary>
    public uint? ErrnoRet { get; set; }

    /// <summary>Conditions on arguments, all of which must hold.</summary>
    public IReadOnlyList<LinuxSeccompArg>? Args { get; set; }
}

/// <summary>A condition on an argument.</summary>
public sealed record LinuxSeccompArg
{
    /// <summary>Position, from 0.</summary>
    public uint Index { get; set; }

    /// <summary>What it is compared with; the mask of <c>SCMP_CMP_MASKED_EQ</c>.</summary>
    public ulong Value { get; set; }

    /// <summary>What the masked argument is compared with.</summary>
    public ulong ValueTwo { get; set; }

    /// <summary>Operator, <c>SCMP_CMP_EQ</c> and so on.</summary>
    public string Op { get; set; } = "";
}
