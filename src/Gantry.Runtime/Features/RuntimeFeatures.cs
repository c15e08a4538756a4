using Gantry.Linux.Capabilities;
using Gantry.Linux.Seccomp;

namespace Gantry.Cli.Runtime.Answers;

/// <summary>The features document of the runtime specification.</summary>
internal sealed record FeaturesAnswer
{
    public string OciVersionMin { get; init; } = "1.0.0";

    public string OciVersionMax { get; init; } = "1.2.1";

    public IReadOnlyList<string> Hooks { get; init; } = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];

    public IReadOnlyList<string> MountOptions { get; init; } = [];

    public LinuxFeatures Linux { get; init; } = new();

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> PotentiallyUnsafeConfigAnnotations { get; init; } = ["bundle"];

    /// <summary>What this program can do.</summary>
    public static FeaturesAnswer Present => new()
    {
        MountOptions = Gantry.Linux.Mounts.MountOptions.Known,
        Linux = new LinuxFeatures
        {
            Capabilities = CapabilitySet.Known,
            Seccomp = new SeccompFeatures { Archs = SeccompCompiler.KnownArchitectures, KnownFlags = [.. SeccompFlags.Known], SupportedFlags = [.. SeccompFlags.Unconditional] },
        },
    };
}

internal sealed record LinuxFeatures
{
    public IReadOnlyList<string> Namespaces { get; init; } = ["cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts"];

    public IReadOnlyList<string> Capabilities { get; init; } = [];

    public CgroupFeatures Cgroup { get; init; } = new();

    public SeccompFeatures Seccomp { get; init; } = new();

    public Enabled Apparmor { get; init; } = new(false);

    public Enabled Selinux { get; init; } = new(false);

    public Enabled IntelRdt { get; init; } = new(false);

    public MountExtensions MountExtensions { get; init; } = new();
}

internal sealed record CgroupFeatures
{
    public bool V1 { get; init; } = true;

    public bool V2 { get; init; } = true;

    public bool Systemd { get; init; }

    public bool SystemdUser { get; init; }

    public bool Rdma { get; init; } = true;
}

internal sealed record SeccompFeatures
{
    public bool Enabled { get; init; } = true;

    public IReadOnlyList<string> Actions { get; init; } =
    [
        "SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_LOG", "SCMP_ACT_NOTIFY", "SCMP_ACT_TRACE", "SCMP_ACT_TRAP",
    ];

    public IReadOnlyList<string> Operators { get; init; } =
        ["SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_LE", "SCMP_CMP_LT", "SCMP_CMP_MASKED_EQ", "SCMP_CMP_NE"];

    public IReadOnlyList<string> Archs { get; init; } = [];

    public IReadOnlyList<string> KnownFlags { get; init; } = [];

    public IReadOnlyList<string> SupportedFlags { get; init; } = [];
}

internal sealed record MountExtensions
{
    public Enabled Idmap { get; init; } = new(true);
}

internal sealed record Enabled([property: System.Text.Json.Serialization.JsonPropertyName("enabled")] bool IsEnabled);
