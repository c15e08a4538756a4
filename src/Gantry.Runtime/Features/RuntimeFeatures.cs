using System.Text.Json;

using Gantry.Linux.Capabilities;
using Gantry.Linux.Seccomp;

namespace Gantry.Runtime.Features;

/// <summary>What this runtime can do: the features document of the runtime specification.</summary>
public sealed record RuntimeFeatures
{
    /// <summary>The oldest version of the specification that bundles may be written for.</summary>
    public string OciVersionMin { get; init; } = "1.0.0";

    /// <summary>The newest.</summary>
    public string OciVersionMax { get; init; } = "1.2.1";

    /// <summary>Kinds of hooks that are run.</summary>
    public IReadOnlyList<string> Hooks { get; init; } = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];

    /// <summary>Options of mounts that are understood rather than handed to the file system.</summary>
    public IReadOnlyList<string> MountOptions { get; init; } = [];

    /// <summary>What there is of Linux.</summary>
    public LinuxFeatures Linux { get; init; } = new();

    /// <summary>Versions of what the runtime is built with.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Annotations of a bundle that make this runtime do something, or what they begin with.</summary>
    public IReadOnlyList<string> PotentiallyUnsafeConfigAnnotations { get; init; } = ["bundle", "org.systemd.property."];

    /// <summary>What this program can do.</summary>
    public static RuntimeFeatures Present => new()
    {
        MountOptions = Gantry.Linux.Mounts.MountOptions.Known,
        Linux = new LinuxFeatures
        {
            Capabilities = CapabilitySet.Known,
            Seccomp = new SeccompFeatures { Archs = SeccompCompiler.KnownArchitectures, KnownFlags = [.. SeccompFlags.Known], SupportedFlags = [.. SeccompFlags.Unconditional] },
        },
    };

    /// <summary>The document.</summary>
    /// <param name="indented">Whether it is for people.</param>
    public string ToJson(bool indented) => JsonSerializer.Serialize(this, indented ? FeaturesJson.Indented.RuntimeFeatures : FeaturesJson.Compact.RuntimeFeatures);
}
