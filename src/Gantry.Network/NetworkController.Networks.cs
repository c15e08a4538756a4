using Gantry.Network.Announcements;
using Gantry.Network.Drivers;
using Gantry.Network.Networks;
using Gantry.Oci.Errors;
using Gantry.Oci.Text;

namespace Gantry.Network;

public sealed partial class NetworkController
{
    /// <summary>The network with this id, name, or unique start of an id, or null.</summary>
    /// <param name="nameOrId">The reference.</param>
    /// <exception cref="GantryException">Several ids start so.</exception>
    public NetworkInfo? FindNetwork(string nameOrId) => Live(nameOrId)?.Info;

    /// <summary>Makes a network. On failure nothing of it is left.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellation">Ends the attempt before it starts; one under way is finished.</param>
    /// <exception cref="GantryException">With Docker's texts: the wish contradicts itself, other networks or the host.</exception>
    public async Task<NetworkInfo> CreateNetworkAsync(NetworkRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, this);
        RequestChecks.Check(request);
        var wanted = Describe(request);
        _ = AnnouncementOptions.From(wanted);
        RefuseSecond(wanted.Name);
        var remote = !wanted.ConfigOnly && IsRemote(wanted.Driver, wanted.Ipam.Driver);
        if (remote)
            await FindPluginsAsync(wanted.Driver, wanted.Ipam.Driver, cancellation);
        return await ThreadsOf(remote).RunAsync(() =>
        {
            if (remote)
                return CreateNetwork(wanted);
            lock (_networkChange)
                return CreateNetwork(wanted);
        });
    }

    /// <summary>Removes a network nobody is on.</summary>
    /// <param name="nameOrId">The network.</param>
    /// <param name="cancellation">Ends the attempt before it starts; one under way is finished.</param>
    /// <exception cref="GantryException">It is unknown, predefined, or in use.</exception>
    public Task<NetworkInfo> RemoveNetworkAsync(string nameOrId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, this);
        var remote = Live(nameOrId)?.Info is { ConfigOnly: false } network && IsRemote(network.Driver, network.Ipam.Driver);
        return ThreadsOf(remote).RunAsync(() =>
        {
            if (remote)
                return RemoveNetwork(nameOrId);
            lock (_networkChange)
                return RemoveNetwork(nameOrId);
        });
    }

    /// <summary>Ids of the containers that are on a network now.</summary>
    public IReadOnlyList<string> MembersOf(NetworkInfo network) => Live(network.Id)?.Members ?? [];

    private LiveNetwork? Live(string nameOrId)
    {
        var networks = _networks;
        if ((networks.FirstOrDefault(live => live.Info.Id == nameOrId) ?? networks.FirstOrDefault(live => live.Info.Name == nameOrId)) is { } exact)
            return exact;
        var matches = nameOrId.Length == 0 ? [] : networks.Where(live => live.Info.Id.StartsWith(nameOrId, StringComparison.Ordinal)).ToList();
        return matches.Count <= 1
            ? matches.FirstOrDefault()
            : throw new GantryException(ErrorKind.Invalid, $"network {nameOrId} is ambiguous ({matches.Count} matches found based on ID prefix)");
    }

    private NetworkInfo CreateNetwork(NetworkInfo wanted)
    {
        var undo = new Stack<Action>();
        try
        {
            if (!wanted.ConfigOnly)
            {
                var driver = _drivers[wanted.Driver];
                var others = Networks;
                if (driver.HasAddresses)
                {
                    // The driver's objections come before those of the addresses, and it may complete what it wants of them.
                    wanted = driver.Validate(wanted, others);
                    wanted = _subnets.Take(wanted, undo);
                }

                wanted = driver.Validate(wanted, others);
                undo.Push(() => _networkStore.Remove(wanted.Id));
                _networkStore.Write(wanted with { IsUnfinished = driver.IsRemote });
                undo.Push(() => driver.Remove(wanted));
                driver.Create(wanted);
            }

            if (wanted.ConfigOnly || _drivers[wanted.Driver].IsRemote)
                _networkStore.Write(wanted);
            lock (_tableChange)
            {
                RefuseSecond(wanted.Name);
                _networks = [.. _networks, new LiveNetwork(wanted)];
            }

            return wanted;
        }
        catch
        {
            foreach (var step in undo)
                Attempt(step);
            throw;
        }
    }

    private void RefuseSecond(string name)
    {
        if (_networks.Any(live => live.Info.Name == name))
            throw new GantryException(ErrorKind.Conflict, $"network with name {name} already exists");
    }

    private NetworkInfo Describe(NetworkRequest request)
    {
        var ipam = request.Ipam with
        {
            Driver = request.Ipam.Driver.Length == 0 ? "default" : request.Ipam.Driver,
            Pools = [.. request.Ipam.Pools.Select(pool => pool with { UserDefined = pool.Subnet.Length > 0 })],
        };
        var driver = request.Driver.Length == 0 ? "bridge" : request.Driver;
        var options = new SortedDictionary<string, string>(request.Options.ToDictionary(), StringComparer.Ordinal);
        if (request.ConfigFrom.Length == 0 && _options.DriverOptions.GetValueOrDefault(driver) is { } preset)
            foreach (var (key, value) in preset)
                options.TryAdd(key, value);
        var network = new NetworkInfo
        {
            Id = Identifier.New(),
            Name = request.Name,
            Driver = request.ConfigOnly ? "null" : driver,
            Created = DateTimeOffset.UtcNow,
            EnableIPv4 = FamilyOf(request.EnableIPv4, BridgeOptions.EnableIPv4Key) ?? true,
            EnableIPv6 = FamilyOf(request.EnableIPv6, BridgeOptions.EnableIPv6Key) ?? ipam.Pools.Any(pool => pool.IsIPv6),
            Internal = request.Internal,
            Attachable = request.Attachable,
            Ingress = request.Ingress,
            ConfigOnly = request.ConfigOnly,
            ConfigFrom = request.ConfigFrom,
            Scope = request.Scope.Length > 0 ? request.Scope : "local",
            IsLocalWanted = request.Scope == "local",
            Ipam = ipam,
            Options = options,
            Labels = request.Labels,
        };
        if (request.ConfigFrom.Length == 0)
            return network;
        if (request.ConfigOnly)
            throw new GantryException(ErrorKind.Denied, "a configuration network cannot depend on another configuration network");
        var settings = Networks.FirstOrDefault(n => n.ConfigOnly && (n.Name == request.ConfigFrom || n.Id == request.ConfigFrom))
            ?? throw new GantryException(ErrorKind.NotFound, $"configuration network \"{request.ConfigFrom}\" does not exist");
        if (request.Options.Count > 0)
            throw new GantryException(ErrorKind.Denied, "network driver options are not supported if the network depends on a configuration network");
        if (request.Ipam.Pools.Count > 0)
            throw new GantryException(ErrorKind.Denied, "user specified configurations are not supported if the network depends on a configuration network");
        return network with
        {
            EnableIPv4 = settings.EnableIPv4,
            EnableIPv6 = settings.EnableIPv6,
            Ipam = settings.Ipam,
            Options = settings.Options,
            Labels = request.Labels.Count > 0 ? request.Labels : settings.Labels,
        };

        // What is asked for in so many words hides an option that says otherwise.
        bool? FamilyOf(bool? asked, string key)
        {
            if (asked is not null)
                options.Remove(key);
            else if (options.TryGetValue(key, out var text))
                return GoBool.Parse(text) ?? throw new GantryException(ErrorKind.Invalid, $"driver-opt \"{key}\" is not a valid bool");
            return asked;
        }
    }

    private NetworkInfo RemoveNetwork(string nameOrId)
    {
        var live = Live(nameOrId) ?? throw new GantryException(ErrorKind.NotFound, $"network {nameOrId} not found");
        var network = live.Info;
        if (RequestChecks.IsPredefined(network.Name))
            throw new GantryException(ErrorKind.Denied, $"{network.Name} is a pre-defined network and cannot be removed");
        if (network.ConfigOnly && Networks.Any(other => other.ConfigFrom == network.Name))
            throw new GantryException(ErrorKind.Denied, $"error while removing network: configuration network \"{network.Name}\" is in use");
        if (!live.TryClose())
        {
            var members = live.Members.Select(id => _sandboxes.GetValueOrDefault(id)?.Document).OfType<State.SandboxDocument>()
                .Select(sandbox => $"name:\"{sandbox.ContainerName}\" id:\"{sandbox.Endpoints.FirstOrDefault(e => e.NetworkId == network.Id)?.Id[..12]}\"");
            throw new GantryException(ErrorKind.Denied, $"error while removing network: network {network.Name} has active endpoints ({string.Join(", ", members)})");
        }

        try
        {
            // What has been forgotten elsewhere is not to come back here.
            if (!network.ConfigOnly && IsRemote(network.Driver, network.Ipam.Driver))
                _networkStore.Write(network with { IsUnfinished = true });
            if (!network.ConfigOnly && _ipamDrivers[network.Ipam.Driver].IsRemote)
                _subnets.Release(network);
            if (!network.ConfigOnly)
                _drivers[network.Driver].Remove(network);
            _networkStore.Remove(network.Id);
        }
        catch
        {
            live.Reopen();
            throw;
        }

        if (!network.ConfigOnly && _drivers[network.Driver].HasAddresses && !_ipamDrivers[network.Ipam.Driver].IsRemote)
            _subnets.Release(network);
        lock (_tableChange)
            _networks = [.. _networks.Where(other => other != live)];
        return network;
    }
}
