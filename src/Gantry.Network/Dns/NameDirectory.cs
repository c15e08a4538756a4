using Gantry.Network.State;

namespace Gantry.Network.Dns;

/// <summary>Who goes by which name on which network, as the sandboxes' documents say.</summary>
internal sealed class NameDirectory
{
    private readonly Lock _turn = new();
    private readonly Dictionary<string, NetworkNames> _networks = [];
    private readonly Dictionary<string, IReadOnlyList<EndpointDocument>> _known = [];

    /// <summary>Takes over what a sandbox's endpoints are called now; returns what it sees.</summary>
    public SandboxView Update(SandboxDocument sandbox)
    {
        lock (_turn)
        {
            List<EndpointDocument> named = [.. sandbox.Endpoints.Where(endpoint => endpoint.Names.Count > 0)];
            var before = _known.GetValueOrDefault(sandbox.ContainerId, []);
            foreach (var endpoint in before.Where(old => !named.Contains(old)))
                Remove(endpoint);
            foreach (var endpoint in named.Where(now => !before.Contains(now)))
                NamesOf(endpoint).Add(endpoint);
            if (named.Count > 0)
                _known[sandbox.ContainerId] = named;
            else
                _known.Remove(sandbox.ContainerId);
            return SandboxView.Of(sandbox, named.Select(endpoint => (endpoint, NamesOf(endpoint))));
        }
    }

    /// <summary>Forgets a sandbox.</summary>
    public void Forget(SandboxDocument sandbox)
    {
        lock (_turn)
            if (_known.Remove(sandbox.ContainerId, out var known))
                foreach (var endpoint in known)
                    Remove(endpoint);
    }

    private void Remove(EndpointDocument endpoint)
    {
        var names = NamesOf(endpoint);
        names.Remove(endpoint);
        if (names.IsEmpty)
            _networks.Remove(endpoint.NetworkId);
    }

    private NetworkNames NamesOf(EndpointDocument endpoint)
    {
        if (!_networks.TryGetValue(endpoint.NetworkId, out var names))
            _networks[endpoint.NetworkId] = names = new NetworkNames(endpoint.NetworkName);
        return names;
    }
}
