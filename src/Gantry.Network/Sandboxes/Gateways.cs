using Gantry.Network.State;

namespace Gantry.Network.Sandboxes;

/// <summary>Which endpoints give a sandbox its default routes; published ports lead to these.</summary>
/// <param name="IPv4">The one for IPv4; null: none.</param>
/// <param name="IPv6">The one for IPv6; null: none.</param>
internal sealed record Gateways(EndpointDocument? IPv4, EndpointDocument? IPv6)
{
    /// <summary>No way out.</summary>
    public static Gateways None { get; } = new(null, null);

    /// <summary>The endpoints, each once.</summary>
    public IEnumerable<EndpointDocument> Endpoints => new[] { IPv4, IPv6 }.OfType<EndpointDocument>().Distinct();

    /// <summary>
    /// Chooses as Docker does: the highest priority first, then the network's name; the first endpoint with gateways of both families,
    /// or the first of each.
    /// </summary>
    public static Gateways Of(SandboxDocument sandbox)
    {
        EndpointDocument? v4 = null, v6 = null;
        foreach (var endpoint in sandbox.Endpoints.OrderByDescending(e => e.GatewayPriority).ThenBy(e => e.NetworkName, StringComparer.Ordinal))
        {
            var (has4, has6) = (endpoint.IPv4Gateway.Length > 0, endpoint.IPv6Gateway.Length > 0);
            if (has4 && has6)
                return new Gateways(endpoint, endpoint);
            v4 ??= has4 ? endpoint : null;
            v6 ??= has6 ? endpoint : null;
        }

        return new Gateways(v4, v6);
    }

    /// <summary>Whether both give the same routes.</summary>
    public bool Same(Gateways other) => IPv4?.Id == other.IPv4?.Id && IPv6?.Id == other.IPv6?.Id;
}
