namespace Gantry.Cli.Client;

internal sealed partial class EngineClient
{
    public Task<List<NetworkDetails>> NetworksAsync(string filters, CancellationToken cancellation) =>
        GetAsync("/networks" + Query.Of(("filters", filters)), ClientJson.Default.ListNetworkDetails, cancellation);

    public Task<NetworkDetails> NetworkAsync(string network, CancellationToken cancellation) =>
        GetAsync($"/networks/{Query.Escape(network)}", ClientJson.Default.NetworkDetails, cancellation);

    public Task<CreatedNetwork> CreateNetworkAsync(CreateNetwork body, CancellationToken cancellation) =>
        PostAsync("/networks/create", body, ClientJson.Default.CreateNetwork, ClientJson.Default.CreatedNetwork, cancellation);

    public Task RemoveNetworkAsync(string network, CancellationToken cancellation) => DeleteAsync($"/networks/{Query.Escape(network)}", cancellation);

    public Task ConnectAsync(string network, string container, EndpointSettings? endpoint, CancellationToken cancellation) =>
        PostAsync(
            $"/networks/{Query.Escape(network)}/connect", new ConnectContainer(container, endpoint), ClientJson.Default.ConnectContainer, cancellation);

    public Task DisconnectAsync(string network, string container, CancellationToken cancellation) =>
        PostAsync(
            $"/networks/{Query.Escape(network)}/disconnect", new DisconnectContainer(container, true), ClientJson.Default.DisconnectContainer, cancellation);
}
