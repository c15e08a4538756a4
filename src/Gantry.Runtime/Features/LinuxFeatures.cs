namespace Gantry.Runtime.Features;

/// <summary>What there is of Linux in the features document.</summary>
public sealed record LinuxFeatures
{
    /// <summary>Kinds of namespaces.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = ["cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts"];

    /// <summary>Capabilities by name.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Control groups.</summary>
    public CgroupFeatures Cgroup { get; init; } = new();

    /// <summary>Filters of system calls.</summary>
    public SeccompFeatures Seccomp { get; init; } = new();

    /// <summary>AppArmor.</summary>
    public Enabled Apparmor { get; init; } = new(true);

    /// <summary>SELinux.</summary>
    public Enabled Selinux { get; init; } = new(false);

    /// <summary>Shares of the cache.</summary>
    public Enabled IntelRdt { get; init; } = new(false);

    /// <summary>Further kinds of mounts.</summary>
    public MountExtensions MountExtensions { get; init; } = new();
}

/// <summary>Control groups.</summary>
public sealed record CgroupFeatures
{
    /// <summary>Version 1.</summary>
    public bool V1 { get; init; } = true;

    /// <summary>Version 2.</summary>
    public bool V2 { get; init; } = true;

    /// <summary>Groups made by systemd.</summary>
    public bool Systemd { get; init; } = true;

    /// <summary>Groups made by a user's systemd.</summary>
    public bool SystemdUser { get; init; } = true;

    /// <summary>The RDMA controller.</summary>
    public bool Rdma { get; init; } = true;
}

/// <summary>Filters of system calls.</summary>
public sealed record SeccompFeatures
{
    /// <summary>Whether there are filters.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What a filter may do.</summary>
    public IReadOnlyList<string> Actions { get; init; } =
    [
        "SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_LOG", "SCMP_ACT_NOTIFY", "SCMP_ACT_TRACE", "SCMP_ACT_TRAP",
    ];

    /// <summary>How a filter may compare.</summary>
    public IReadOnlyList<string> Operators { get; init; } =
        ["SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_LE", "SCMP_CMP_LT", "SCMP_CMP_MASKED_EQ", "SCMP_CMP_NE"];

    /// <summary>Architectures.</summary>
    public IReadOnlyList<string> Archs { get; init; } = [];

    /// <summary>Flags that are understood.</summary>
    public IReadOnlyList<string> KnownFlags { get; init; } = [];

    /// <summary>Flags that every kernel knows.</summary>
    public IReadOnlyList<string> SupportedFlags { get; init; } = [];
}

/// <summary>Further kinds of mounts.</summary>
public sealed record MountExtensions
{
    /// <summary>Mounts with mapped ids.</summary>
    public Enabled Idmap { get; init; } = new(true);
}

/// <summary>Whether something is there.</summary>
/// <param name="IsEnabled">Whether it is.</param>
public sealed record Enabled([property: System.Text.Json.Serialization.JsonPropertyName("enabled")] bool IsEnabled);
