using Gantry.Compose.Observed;
using Gantry.Compose.Plan;

namespace Gantry.Compose.Execute;

/// <summary>Networks of an engine.</summary>
public interface INetworks
{
    /// <summary>All networks, of whatever project.</summary>
    Task<IReadOnlyList<ObservedNetwork>> ListNetworksAsync(CancellationToken cancellation);

    /// <summary>Makes a network and returns its id.</summary>
    Task<string> CreateNetworkAsync(NetworkOrder order, CancellationToken cancellation);

    /// <summary>How many containers are on a network.</summary>
    Task<int> CountNetworkUsersAsync(string id, CancellationToken cancellation);

    /// <summary>Removes a network.</summary>
    Task RemoveNetworkAsync(string id, CancellationToken cancellation);

    /// <summary>Takes a container off a network.</summary>
    Task DisconnectAsync(string network, string container, CancellationToken cancellation);

    /// <summary>Puts a container on a network.</summary>
    Task ConnectAsync(string network, string container, CancellationToken cancellation);
}
