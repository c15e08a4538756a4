using Gantry.Engine.Containers;
using Gantry.Engine.Events;

namespace Gantry.Engine.Volumes;

/// <summary>Tells what happens to volumes, with Docker's attributes.</summary>
internal static class VolumeEvents
{
    public static void Publish(EventLog events, string action, string name, string driver, params ReadOnlySpan<(string Name, string Value)> facts)
    {
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["driver"] = driver };
        foreach (var (key, value) in facts)
            attributes[key] = value;
        events.Publish("volume", action, name, attributes);
    }

    /// <summary>What is told of a container's mount.</summary>
    public static (string Name, string Value)[] Facts(MountPoint mount, string container) =>
        [("container", container), ("destination", mount.Destination), ("propagation", mount.Propagation), ("read/write", mount.RW ? "true" : "false")];
}
