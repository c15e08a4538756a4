using Gantry.Engine.Containers;
using Gantry.Engine.Networks;
using Gantry.Network;
using Gantry.Oci.Errors;

namespace Gantry.Api.Tests.Fakes;

/// <summary>Networks that only remember what they were asked.</summary>
internal sealed class FakeNetworks : INetworks
{
    public List<NetworkRequest> Created { get; } = [];

    public IReadOnlyList<NetworkInfo> All => [];

    public NetworkInfo Find(string reference) => throw new GantryException(ErrorKind.NotFound, $"network {reference} not found");

    public IReadOnlyList<(Container Container, ContainerEndpoint Endpoint)> MembersOf(NetworkInfo network) => [];

    public Task<NetworkInfo> CreateAsync(NetworkRequest request, CancellationToken cancellation)
    {
        Created.Add(request);
        return Task.FromResult(new NetworkInfo { Id = new string('1', 64), Name = request.Name, Driver = "bridge", Created = DateTimeOffset.UnixEpoch });
    }

    public Task RemoveAsync(string reference, CancellationToken cancellation) => Task.FromResult(Find(reference));

    public Task<IReadOnlyList<string>> PruneAsync(Func<NetworkInfo, bool> fits, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task ConnectAsync(string reference, string container, EndpointConfig? endpoint, CancellationToken cancellation) => Task.FromResult(Find(reference));

    public Task DisconnectAsync(string reference, string container, bool force, CancellationToken cancellation) => Task.FromResult(Find(reference));
}
