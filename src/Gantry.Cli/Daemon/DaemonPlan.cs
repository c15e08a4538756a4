using Gantry.Build.Hosting;
using Gantry.Engine.Hosting;
using Gantry.Http.Hosting;

namespace Gantry.Cli.Daemon;

/// <summary>What the daemon is to do.</summary>
internal sealed record DaemonPlan
{
    /// <summary>The engine's settings.</summary>
    public required EngineOptions Engine { get; init; }

    /// <summary>Who is asked whether a client may do what it wants.</summary>
    public required IReadOnlyList<string> AuthorizationPlugins { get; init; }

    /// <summary>Settings that were given and change nothing, by their keys.</summary>
    public required IReadOnlyList<string> Indifferent { get; init; }

    /// <summary>How the build cache is cleaned, and what builds may have.</summary>
    public required BuilderSettings Builder { get; init; }

    /// <summary>Path of the file with the daemon's process ID.</summary>
    public required string PidFile { get; init; }

    /// <summary>Addresses to listen on.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>Address and port of the metrics; empty: none.</summary>
    public required string MetricsAddress { get; init; }

    /// <summary>The group that may use unix sockets.</summary>
    public required string SocketGroup { get; init; }

    /// <summary>How TCP connections are encrypted; null: not at all.</summary>
    public required TlsOptions? Tls { get; init; }

    /// <summary>Whether it was said in so many words that TCP connections are not to be encrypted.</summary>
    public required bool PlainIsWanted { get; init; }

    /// <summary>The least level to log.</summary>
    public required LogLevel LogLevel { get; init; }
}
