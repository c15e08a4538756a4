using Gantry.Engine.Containers;
using Gantry.Network;

namespace Gantry.Engine.Networks;

/// <summary>The networks a new container is to be on: those it names, and the one of its mode.</summary>
internal sealed class RequestedEndpoints(NetworkController network)
{
    /// <summary>The wishes by network name; networks that are not there yet keep the name they were called by.</summary>
    public SortedDictionary<string, EndpointConfig> Complete(HostConfig host, NetworkingConfig? networking)
    {
        var endpoints = new SortedDictionary<string, EndpointConfig>(StringComparer.Ordinal);
        if (host.NetworkMode.StartsWith("container:", StringComparison.Ordinal))
            return endpoints;
        foreach (var (reference, wanted) in networking?.EndpointsConfig ?? [])
            endpoints[NameOf(reference)] = wanted ?? new EndpointConfig();
        endpoints.TryAdd(NameOf(host.NetworkMode), new EndpointConfig());
        foreach (var (name, wanted) in endpoints)
            if (network.FindNetwork(name) is { } found)
                EndpointChecks.Check(found, wanted);
        return endpoints;
    }

    private string NameOf(string reference) => reference == "default" ? "bridge" : network.FindNetwork(reference)?.Name ?? reference;
}
