using Gantry.Engine.Containers;
using Gantry.Network;

namespace Gantry.Engine.Networks;

/// <summary>Everything that can be done with networks. A reference is an id, a name, or a unique prefix of an id.</summary>
public interface INetworks
{
    /// <summary>All networks.</summary>
    IReadOnlyList<NetworkInfo> All { get; }

    /// <summary>The network a reference means; NotFound when there is none.</summary>
    NetworkInfo Find(string reference);

    /// <summary>The containers that are on a network now, with their endpoint.</summary>
    IReadOnlyList<(Container Container, ContainerEndpoint Endpoint)> MembersOf(NetworkInfo network);

    /// <summary>Makes a network.</summary>
    Task<NetworkInfo> CreateAsync(NetworkRequest request, CancellationToken cancellation);

    /// <summary>Removes a network nobody is on.</summary>
    Task RemoveAsync(string reference, CancellationToken cancellation);

    /// <summary>Removes all networks that nobody is on and that fit; returns their names.</summary>
    Task<IReadOnlyList<string>> PruneAsync(Func<NetworkInfo, bool> fits, CancellationToken cancellation);

    /// <summary>Connects a container, running or not, to a network.</summary>
    Task ConnectAsync(string reference, string container, EndpointConfig? endpoint, CancellationToken cancellation);

    /// <summary>Takes a container off a network.</summary>
    /// <param name="reference">The network.</param>
    /// <param name="container">The container.</param>
    /// <param name="force">Whether a container that is not known any more is taken off too.</param>
    /// <param name="cancellation">Ends the attempt before it starts.</param>
    Task DisconnectAsync(string reference, string container, bool force, CancellationToken cancellation);
}
