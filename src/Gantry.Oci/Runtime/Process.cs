namespace Gantry.Oci.Runtime;

/// <summary>A process of a container, its first or one added later.</summary>
public sealed record Process
{
    /// <summary>A pseudo terminal is attached.</summary>
    public bool Terminal { get; set; }

    /// <summary>Initial size of the terminal.</summary>
    public ConsoleSize? ConsoleSize { get; set; }

    /// <summary>Identity the process runs as.</summary>
    public User User { get; set; } = new();

    /// <summary>Program and arguments.</summary>
    public IReadOnlyList<string>? Args { get; set; }

    /// <summary>Environment, <c>NAME=value</c> each.</summary>
    public IReadOnlyList<string>? Env { get; set; }

    /// <summary>Absolute working directory inside the container.</summary>
    public string Cwd { get; set; } = "/";

    /// <summary>Capability sets (capabilities(7)).</summary>
    public LinuxCapabilities? Capabilities { get; set; }

    /// <summary>Resource limits (setrlimit(2)).</summary>
    public IReadOnlyList<PosixRlimit>? Rlimits { get; set; }

    /// <summary>No program started by it gains privileges (PR_SET_NO_NEW_PRIVS).</summary>
    public bool NoNewPrivileges { get; set; }

    /// <summary>AppArmor profile.</summary>
    public string? ApparmorProfile { get; set; }

    /// <summary>Adjustment of the out-of-memory score, -1000 to 1000.</summary>
    public int? OomScoreAdj { get; set; }

    /// <summary>SELinux label.</summary>
    public string? SelinuxLabel { get; set; }

    /// <summary>Scheduling policy (sched_setattr(2)).</summary>
    public Scheduler? Scheduler { get; set; }

    /// <summary>I/O priority (ioprio_set(2)).</summary>
    public LinuxIOPriority? IoPriority { get; set; }

    /// <summary>Processors an added process may run on.</summary>
    public CpuAffinity? ExecCPUAffinity { get; set; }
}

/// <summary>Size of a terminal in characters.</summary>
public sealed record ConsoleSize
{
    /// <summary>Rows.</summary>
    public uint Height { get; set; }

    /// <summary>Columns.</summary>
    public uint Width { get; set; }
}

/// <summary>Numeric identity of a process.</summary>
public sealed record User
{
    /// <summary>User id inside the container.</summary>
    public uint Uid { get; set; }

    /// <summary>Group id inside the container.</summary>
    public uint Gid { get; set; }

    /// <summary>File mode creation mask; unchanged when absent.</summary>
    public uint? Umask { get; set; }

    /// <summary>Supplementary group ids.</summary>
    public IReadOnlyList<uint>? AdditionalGids { get; set; }

    /// <summary>User name; used on Windows only.</summary>
    public string? Username { get; set; }
}

/// <summary>Capability sets by name, <c>CAP_CHOWN</c> and so on.</summary>
public sealed record LinuxCapabilities
{
    /// <summary>Limit for everything started from the process.</summary>
    public IReadOnlyList<string>? Bounding { get; set; }

    /// <summary>In force.</summary>
    public IReadOnlyList<string>? Effective { get; set; }

    /// <summary>Kept over execve(2) when the file agrees.</summary>
    public IReadOnlyList<string>? Inheritable { get; set; }

    /// <summary>Limit for the effective set.</summary>
    public IReadOnlyList<string>? Permitted { get; set; }

    /// <summary>Kept over execve(2) of ordinary files.</summary>
    public IReadOnlyList<string>? Ambient { get; set; }
}

/// <summary>A resource limit.</summary>
public sealed record PosixRlimit
{
    /// <summary>Name as in setrlimit(2), <c>RLIMIT_NOFILE</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary>Hard limit; all ones is unlimited.</summary>
    public ulong Hard { get; set; }

    /// <summary>Soft limit; all ones is unlimited.</summary>
    public ulong Soft { get; set; }
}

/// <summary>Scheduling policy of a process (sched_setattr(2)).</summary>
public sealed record Scheduler
{
    /// <summary>Policy, <c>SCHED_OTHER</c> and so on.</summary>
    public string Policy { get; set; } = "";

    /// <summary>Nice value.</summary>
    public int? Nice { get; set; }

    /// <summary>Static priority of the real-time policies.</summary>
    public int? Priority { get; set; }

    /// <summary>Flags, <c>SCHED_FLAG_RESET_ON_FORK</c> and so on.</summary>
    public IReadOnlyList<string>? Flags { get; set; }

    /// <summary>Nanoseconds of SCHED_DEADLINE's run time.</summary>
    public ulong? Runtime { get; set; }

    /// <summary>Nanoseconds of SCHED_DEADLINE's deadline.</summary>
    public ulong? Deadline { get; set; }

    /// <summary>Nanoseconds of SCHED_DEADLINE's period.</summary>
    public ulong? Period { get; set; }
}

/// <summary>I/O priority of a process (ioprio_set(2)).</summary>
public sealed record LinuxIOPriority
{
    /// <summary>Class, <c>IOPRIO_CLASS_RT</c>, <c>_BE</c> or <c>_IDLE</c>.</summary>
    public string Class { get; set; } = "";

    /// <summary>0 (first) to 7.</summary>
    public int Priority { get; set; }
}

/// <summary>Processors of an added process, lists as <c>0-3,7</c>.</summary>
public sealed record CpuAffinity
{
    /// <summary>Before the process enters the container's cgroup.</summary>
    public string? Initial { get; set; }

    /// <summary>From then on.</summary>
    public string? Final { get; set; }
}
