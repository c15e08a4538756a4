using Gantry.Compose.Observed;
using Gantry.Compose.Plan;

namespace Gantry.Cli.Compose.Engine;

internal sealed partial class ComposeEngine
{
    public async Task<IReadOnlyList<ObservedNetwork>> ListNetworksAsync(CancellationToken cancellation) =>
        [.. (await Client.NetworksAsync("", cancellation)).Select(network => new ObservedNetwork(network.Id, network.Name, network.Labels ?? []))];

    public async Task<string> CreateNetworkAsync(NetworkOrder order, CancellationToken cancellation) =>
        (await Client.CreateNetworkAsync(Requests.NetworkRequest.Of(order), cancellation)).Id;

    public async Task<int> CountNetworkUsersAsync(string id, CancellationToken cancellation) =>
        (await Client.NetworkAsync(id, cancellation)).Containers?.Count ?? 0;

    public Task RemoveNetworkAsync(string id, CancellationToken cancellation) => Client.RemoveNetworkAsync(id, cancellation);

    public Task DisconnectAsync(string network, string container, CancellationToken cancellation) =>
        Client.DisconnectAsync(network, container, cancellation);

    public Task ConnectAsync(string network, string container, CancellationToken cancellation) =>
        Client.ConnectAsync(network, container, null, cancellation);
}
