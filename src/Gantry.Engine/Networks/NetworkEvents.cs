using Gantry.Engine.Events;
using Gantry.Network;

namespace Gantry.Engine.Networks;

/// <summary>What networks tell.</summary>
internal static class NetworkEvents
{
    /// <summary>Tells that a network was made or removed.</summary>
    public static void PublishNetwork(this EventLog log, NetworkInfo network, string action) =>
        log.Publish("network", action, network.Id, new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = network.Name,
            ["type"] = network.Driver,
        });
}
