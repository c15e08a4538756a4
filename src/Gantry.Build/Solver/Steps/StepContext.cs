using System.Collections.Concurrent;

using Gantry.Build.Attestations;
using Gantry.Build.CacheTransfer;
using Gantry.Build.Sessions;
using Gantry.Engine.Images;
using Gantry.Engine.Steps;
using Gantry.Oci.Images;
using Gantry.Registry;
using Gantry.Storage.Images;
using Gantry.Storage.Leases;

namespace Gantry.Build.Solver.Steps;

/// <summary>What steps need of the engine.</summary>
/// <param name="Store">Layers and blobs.</param>
/// <param name="Images">Pulls base images.</param>
/// <param name="Registry">The way to registries.</param>
/// <param name="Runner">Runs programs.</param>
/// <param name="Directory">Where synchronised contexts and cache mounts are.</param>
internal sealed record StepHost(ImageStore Store, IImages Images, RegistryClient Registry, IStepRunner Runner, string Directory)
{
    /// <summary>The directories that clients' files are synchronised to.</summary>
    public LocalDirectories Locals { get; } = new(Path.Combine(Directory, "locals"));

    /// <summary>How much of programs' output is shown.</summary>
    public LogLimits LogLimits { get; init; } = LogLimits.Read(Environment.GetEnvironmentVariable);

    /// <summary>What builds of one client have together.</summary>
    public SharedTransfers Transfers { get; } = new();

    /// <summary>The directories of cache mounts.</summary>
    public CacheMounts CacheMounts { get; } = new(Path.Combine(Directory, "mounts"));
}

/// <summary>One build, as its steps see it.</summary>
/// <param name="Host">The engine.</param>
/// <param name="Session">The client; null: there is none.</param>
/// <param name="Progress">Who listens.</param>
/// <param name="Lease">Keeps what is made until the build ends.</param>
/// <param name="Held">What ends with the build.</param>
internal sealed record StepContext(StepHost Host, IBuildSession? Session, IBuildProgress Progress, Lease Lease, List<IDisposable> Held)
{
    /// <summary>What the client allows.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>The step that brought the Dockerfile, which warnings are about; empty before it.</summary>
    public Digest Definition { get; set; }

    /// <summary>What is built.</summary>
    public SolveRequest Request { get; init; } = new() { Build = "" };

    /// <summary>When it began.</summary>
    public DateTimeOffset Started { get; } = DateTimeOffset.UtcNow;

    /// <summary>What sources came to, by vertex: the digest of an image or a file, a commit.</summary>
    public ConcurrentDictionary<Digest, string> Pins { get; } = new();

    /// <summary>Layers as exporters handed them out, by the digest of what is in them.</summary>
    public ConcurrentDictionary<Digest, Descriptor> Exported { get; } = new();

    /// <summary>How busy the host is while it goes on; null: nobody looks.</summary>
    public UsageSampler? Usage { get; init; }

    /// <summary>The images that were asked for at their registries, which need not be asked for again.</summary>
    public ConcurrentDictionary<(string Name, Platform? Platform), bool> Renewed { get; } = new();

    /// <summary>The client's directories the frontend looked into.</summary>
    public ConcurrentBag<string> Directories { get; } = [];

    /// <summary>The caches outside that may know steps; null: none.</summary>
    public CacheImports? Imports { get; init; }

    /// <summary>The steps the build came by.</summary>
    public StepTrace Trace { get; } = new();

    /// <summary>Something to be let go of at the build's end.</summary>
    public void Hold(IDisposable item)
    {
        lock (Held) Held.Add(item);
    }
}
