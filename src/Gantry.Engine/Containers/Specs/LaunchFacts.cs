using Gantry.Engine.UserNamespaces;
using Gantry.Oci.Runtime;

namespace Gantry.Engine.Containers.Specs;

/// <summary>What is only known at the start of a container and goes into its specification.</summary>
internal sealed record LaunchFacts
{
    /// <summary>Directory the root file system is mounted on, in the container's own mount namespace.</summary>
    public required string RootDirectory { get; init; }

    /// <summary>Path of the cgroup in every hierarchy.</summary>
    public required string CgroupPath { get; init; }

    /// <summary>Path of the network namespace; null: the host's.</summary>
    public string? NetworkNamespace { get; init; }

    /// <summary>The user namespace; null: the host's.</summary>
    public UserSpace? UserSpace { get; init; }

    /// <summary>Directory of the files hostname, hosts and resolv.conf: the container's own, or that of the one whose network it shares.</summary>
    public string NameFiles { get; init; } = "";

    /// <summary>Whether it is a step of a build. It can't write to hosts and resolv.conf, and its hostname file is the image's, so that what is written there stays.</summary>
    public bool IsBuildStep { get; init; }

    /// <summary>Namespaces of other containers to join, type to path.</summary>
    public IReadOnlyDictionary<string, string> Joined { get; init; } = new Dictionary<string, string>();

    /// <summary>Where another container's <c>/dev/shm</c> is found that this one shares; null: it has its own.</summary>
    public string? SharedMemory { get; init; }

    /// <summary>Propagation of the container's mounts as a whole, as mount(8) names it; null: the runtime's.</summary>
    public string? RootPropagation { get; init; }

    /// <summary>The user with groups, resolved in the container's files.</summary>
    public required User User { get; init; }

    /// <summary>The user's home directory.</summary>
    public required string Home { get; init; }

    /// <summary>Variables that come from links, before the user's.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Path of the init program on the host; null: none.</summary>
    public string? Init { get; init; }

    /// <summary>The filter of system calls of containers that name none; see <see cref="Hosting.EngineOptions.SeccompProfile"/>.</summary>
    public string SeccompProfile { get; init; } = "";

    /// <summary>Whether containers that do not say may gain no privileges.</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>Limits of containers that name none.</summary>
    public IReadOnlyList<Ulimit> DefaultUlimits { get; init; } = [];
}
