using Gantry.Oci.Runtime;
using Gantry.Runtime.Shim;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>What a plan is made from.</summary>
internal sealed record PlanRequest
{
    /// <summary>Name of the container or the exec session.</summary>
    public required string Id { get; init; }

    /// <summary>The specification.</summary>
    public required RuntimeSpec Spec { get; init; }

    /// <summary>Mounts that make the root; empty: the root's path is the root.</summary>
    public IReadOnlyList<RootfsMount> Rootfs { get; init; } = [];

    /// <summary>Files into which the process writes itself to join its control group.</summary>
    public IReadOnlyList<string> CgroupProcsFiles { get; init; } = [];

    /// <summary>Directory of the control group in the v2 tree, in which the process is born; null when there is no such tree.</summary>
    public string? CgroupV2Directory { get; init; }

    /// <summary>Whether the launcher has the control group made around the process, before it joins what is left of it.</summary>
    public bool IsGrouped { get; init; }

    /// <summary>Where the process's streams come from.</summary>
    public PlanStreams Streams { get; init; }

    /// <summary>Whether the kernel kills the process when whoever launched it ends.</summary>
    public bool DiesWithParent { get; init; }

    /// <summary>Whether the process waits at its gate before it runs its program.</summary>
    public bool Waits { get; init; }

    /// <summary>Whether the launcher answers when the child reaches a <see cref="LaunchPoint"/>.</summary>
    public bool IsAccompanied { get; init; }

    /// <summary>Whether the root is exchanged with pivot_root(2); otherwise it is moved over the old one.</summary>
    public bool Pivots { get; init; } = true;

    /// <summary>Whether the process gets a session keyring of its own.</summary>
    public bool HasKeyring { get; init; } = true;

    /// <summary>Whether the terminal's output goes to another terminal, which adds the carriage returns itself.</summary>
    public bool KeepsLineFeeds { get; init; }

    /// <summary>Descriptors from 3 on that the process inherits.</summary>
    public int PreservedDescriptors { get; init; }

    /// <summary>Bundle, against which relative sources of binds are resolved; null: they are absolute.</summary>
    public string? Bundle { get; init; }

    /// <summary>What the container's hooks read, in two parts with the process id between them; null: its hooks are not run.</summary>
    public (string Before, string After)? HookState { get; init; }

    /// <summary>The plan of a process under a shim.</summary>
    public static PlanRequest Of(ShimRequest request) => new()
    {
        Id = request.Id,
        Spec = request.Spec,
        Rootfs = request.Rootfs,
        CgroupProcsFiles = request.CgroupProcsFiles,
        CgroupV2Directory = request.CgroupV2Directory,
        Streams = request.OpenStdin ? PlanStreams.Pipes : PlanStreams.OutputPipes,
        DiesWithParent = true,
    };
}

/// <summary>Where a process's standard streams come from.</summary>
internal enum PlanStreams
{
    /// <summary>They are the launcher's own.</summary>
    Inherited,

    /// <summary>Pipes in the registers of the streams.</summary>
    Pipes,

    /// <summary>Pipes for output; input is the null device.</summary>
    OutputPipes,
}
