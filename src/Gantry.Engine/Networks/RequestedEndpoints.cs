using Gantry.Engine.Containers;
using Gantry.Network;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Networks;

/// <summary>The networks a new container is to be on: those it names; where it names none, or has the host's, the one of its mode. Docker's rule.</summary>
internal sealed class RequestedEndpoints(NetworkController network)
{
    /// <summary>The wishes by network name; networks that are not there yet keep the name they were called by.</summary>
    /// <exception cref="GantryException">Invalid: a network is named without a wish, or cannot fulfil one.</exception>
    public SortedDictionary<string, EndpointConfig> Complete(HostConfig host, NetworkingConfig? networking)
    {
        var endpoints = new SortedDictionary<string, EndpointConfig>(StringComparer.Ordinal);
        if (host.NetworkMode.StartsWith("container:", StringComparison.Ordinal))
            return endpoints;
        foreach (var (reference, wanted) in networking?.EndpointsConfig ?? [])
            endpoints[NameOf(reference)] = wanted ?? throw new GantryException(ErrorKind.Invalid, $"invalid config for network {reference}: EndpointsConfig is nil");
        if (endpoints.Count == 0 || host.NetworkMode == "host")
            endpoints.TryAdd(NameOf(host.NetworkMode), new EndpointConfig());
        foreach (var (name, wanted) in endpoints)
            if (network.FindNetwork(name) is { } found)
                EndpointChecks.CheckNew(found, wanted);
        return endpoints;
    }

    private string NameOf(string reference) => reference == "default" ? "bridge" : network.FindNetwork(reference)?.Name ?? reference;
}
