using Gantry.Engine.Containers;
using Gantry.Engine.Logs.Forwarding;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Logs.Senders;

/// <summary>A logging driver that sends lines to a server.</summary>
internal interface IRemoteDriver
{
    /// <summary>Names of the options it knows beside those of all drivers.</summary>
    IReadOnlyList<string> Options { get; }

    /// <summary>Finds values that cannot be.</summary>
    /// <exception cref="GantryException">Invalid.</exception>
    void Check(IReadOnlyDictionary<string, string> options);

    /// <summary>Whether a container does not start while the server is away.</summary>
    bool ConnectsAtStart(Container container) => true;

    /// <summary>A sender for a container, not connected yet.</summary>
    /// <exception cref="GantryException">The options cannot be.</exception>
    ILogSender Open(Container container);
}

/// <summary>The drivers by name.</summary>
internal static class RemoteDrivers
{
    private static readonly SortedDictionary<string, IRemoteDriver> Drivers = new(StringComparer.Ordinal)
    {
        ["fluentd"] = new FluentdDriver(),
        ["gelf"] = new GelfDriver(),
        ["journald"] = new JournaldDriver(),
        ["syslog"] = new SyslogDriver(),
    };

    /// <summary>All names.</summary>
    public static IEnumerable<string> Names => Drivers.Keys;

    /// <summary>The driver of a name; null: it sends nothing, or is none.</summary>
    public static IRemoteDriver? Find(string name) => Drivers.GetValueOrDefault(name);

    /// <summary>Why a container could not be started.</summary>
    public static GantryException Failed(string why) =>
        new(ErrorKind.Internal, "failed to create task for container: failed to initialize logging driver: " + why);
}
