using Gantry.Engine.Hosting;
using Gantry.Network;

namespace Gantry.Engine.Host;

/// <summary>Facts about the engine and the host it runs on.</summary>
public interface IHost
{
    /// <summary>The engine's settings.</summary>
    EngineOptions Options { get; }

    /// <summary>Stable id of this engine, a UUID.</summary>
    string Id { get; }

    /// <summary>The host's facts, read at start-up.</summary>
    HostFacts Facts { get; }

    /// <summary>The networks there are.</summary>
    IReadOnlyList<NetworkInfo> Networks { get; }

    /// <summary>Qualified names of the devices vendors describe.</summary>
    IReadOnlyList<string> Devices { get; }

    /// <summary>Number of event subscribers.</summary>
    int EventListeners { get; }
}

/// <summary>What the host is.</summary>
/// <param name="Name">Its host name.</param>
/// <param name="KernelVersion">As <c>uname -r</c> prints it.</param>
/// <param name="OperatingSystem">The distribution's name with version.</param>
/// <param name="OsVersion">The distribution's version number.</param>
/// <param name="Architecture">As <c>uname -m</c> prints it.</param>
/// <param name="Cpus">Usable processors.</param>
/// <param name="MemoryBytes">Memory in bytes.</param>
/// <param name="StartedAt">Start of the engine.</param>
public sealed record HostFacts(string Name, string KernelVersion, string OperatingSystem, string OsVersion, string Architecture, int Cpus, long MemoryBytes, DateTimeOffset StartedAt);
