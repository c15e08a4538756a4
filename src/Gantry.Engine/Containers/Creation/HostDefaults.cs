using Gantry.Engine.Containers.Specs;
using Gantry.Engine.Hosting;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Completes a container's ties to the host with the daemon's defaults.</summary>
internal static class HostDefaults
{
    public static HostConfig Complete(HostConfig wanted, EngineOptions options, bool unifiedCgroups)
    {
        var security = SecurityOptions.Parse(wanted);
        var unmasked = wanted.Privileged || security.UnmaskedPaths;
        return wanted with
        {
            NetworkMode = wanted.NetworkMode is "" or "default" ? "bridge" : wanted.NetworkMode,
            IpcMode = wanted.IpcMode.Length == 0 ? options.IpcMode : wanted.IpcMode,
            CgroupnsMode = GroupNamespace(wanted, options, unifiedCgroups),
            ShmSize = wanted.ShmSize == 0 ? options.ShmSize : wanted.ShmSize,
            RestartPolicy = wanted.RestartPolicy.Name.Length == 0 ? wanted.RestartPolicy with { Name = "no" } : wanted.RestartPolicy,
            LogConfig = Log(wanted.LogConfig, options.LogConfig),
            SecurityOpt = Security(wanted),
            Runtime = wanted.Runtime.Length == 0 ? options.DefaultRuntime : wanted.Runtime,
            OomKillDisable = wanted.OomKillDisable ?? false,
            MemorySwap = wanted is { Memory: > 0, MemorySwap: 0 } ? wanted.Memory * 2 : wanted.MemorySwap,
            MemorySwappiness = wanted.MemorySwappiness is -1 ? null : wanted.MemorySwappiness,
            MaskedPaths = wanted.MaskedPaths ?? (unmasked ? null : DefaultPaths.Masked),
            ReadonlyPaths = wanted.ReadonlyPaths ?? (unmasked ? null : DefaultPaths.Readonly),
        };
    }

    /// <summary>A container that shares the host's processes or its System V objects has no label of its own, unless it asks for one; Docker notes that
    /// whether the kernel has labels or not.</summary>
    private static IReadOnlyList<string>? Security(HostConfig wanted)
    {
        var isShared = wanted.Privileged || wanted.PidMode == "host" || wanted.IpcMode == "host";
        var names = (wanted.SecurityOpt ?? []).Select(o => o.Split('=', ':')[0]);
        return isShared && !names.Contains("label") ? [.. wanted.SecurityOpt ?? [], "label=disable"] : wanted.SecurityOpt;
    }

    /// <summary>A container that names no driver gets the daemon's with its options; the same driver inherits the options it does not set.</summary>
    private static LogConfig Log(LogConfig wanted, LogConfig defaults)
    {
        if (wanted.Type.Length > 0 && wanted.Type != defaults.Type)
            return wanted with { Config = wanted.Config ?? [] };
        var options = new SortedDictionary<string, string>(defaults.Config ?? [], StringComparer.Ordinal);
        foreach (var (name, value) in wanted.Config ?? [])
            options[name] = value;
        return new LogConfig { Type = defaults.Type, Config = options };
    }

    /// <summary>Only where groups are of version 1 does a privileged container stay in the host's namespace of them.</summary>
    private static string GroupNamespace(HostConfig wanted, EngineOptions options, bool unifiedCgroups) => wanted switch
    {
        { CgroupnsMode.Length: > 0 } => wanted.CgroupnsMode,
        { Privileged: true } when !unifiedCgroups => "host",
        _ => GroupNamespace(options, unifiedCgroups),
    };

    /// <summary>The namespace of control groups for containers that ask for none.</summary>
    public static string GroupNamespace(EngineOptions options, bool unifiedCgroups) =>
        options.CgroupnsMode.Length > 0 ? options.CgroupnsMode : unifiedCgroups ? "private" : "host";
}
