using System.Diagnostics;

using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Metrics;
using Gantry.Engine.Networks;
using Gantry.Network;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Runs;

/// <summary>The network of one run: a sandbox of its own, the host's, or another container's.</summary>
internal sealed class NetworkSetup(NetworkController network, ContainerTable table, ResolverFile resolverFile)
{
    /// <summary>Sets it up. The namespace is null for the host's.</summary>
    /// <param name="container">The container.</param>
    /// <param name="space">Where an empty network namespace is found for it; null: it gets a new one.</param>
    /// <param name="cancellation">Ends the attempt before it starts.</param>
    public async Task<(string? Namespace, ContainerNetwork Network)> CreateAsync(Container container, string? space, CancellationToken cancellation)
    {
        var mode = IsCutOff(container) ? "none" : container.HostConfig.NetworkMode;
        if (mode == "host")
            return (null, Plain("host", ""));
        if (Owner(container) is { } owner)
            return (NamespaceOf(container, owner), new ContainerNetwork());

        var begun = Stopwatch.GetTimestamp();
        var sandbox = await CreateSandboxAsync(container, mode, space, cancellation);
        EngineMeters.NetworkActionEnded("allocate", begun);
        return (sandbox.NamespacePath, Describe(sandbox));
    }

    /// <summary>Whether a container has no network: it wants none, or the default one of a daemon without it.</summary>
    private bool IsCutOff(Container container) =>
        container.Config.NetworkDisabled == true || (container.HostConfig.NetworkMode == "bridge" && network.FindNetwork("bridge") is null);

    /// <summary>The container whose network another one shares; null when it has its own.</summary>
    /// <exception cref="GantryException">NotFound: it is gone.</exception>
    public Container? Owner(Container container)
    {
        const string Prefix = "container:";
        if (!container.HostConfig.NetworkMode.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        try
        {
            return table.Find(container.HostConfig.NetworkMode[Prefix.Length..]).Current;
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Kind, "joining network namespace of container: " + e.Message, e);
        }
    }

    public async Task ReleaseAsync(Container container)
    {
        var begun = Stopwatch.GetTimestamp();
        await network.ReleaseAsync(container.Id, CancellationToken.None);
        EngineMeters.NetworkActionEnded("release", begun);
    }

    /// <summary>
    /// After a crash: takes a sandbox off the networks its container does not want, and tells what it is on. Null: it has none.
    /// </summary>
    public async Task<ContainerNetwork?> AgreeAsync(Container container)
    {
        if (network.Find(container.Id) is not { } sandbox)
            return null;
        var wanted = container.RequestedEndpoints.Keys.Select(name => network.FindNetwork(name)?.Id).ToHashSet();
        foreach (var endpoint in sandbox.Endpoints)
            if (!wanted.Contains(endpoint.NetworkId))
                sandbox = await network.DisconnectAsync(container.Id, endpoint.NetworkId, CancellationToken.None);
        return Describe(sandbox);
    }

    /// <summary>Has the networks call a container by its new name; returns what it is on.</summary>
    public async Task<ContainerNetwork> RenameAsync(Container container)
    {
        if (network.Find(container.Id) is not { } sandbox)
            return container.Network;
        var names = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var endpoint in sandbox.Endpoints)
            if (network.FindNetwork(endpoint.NetworkId) is { } found)
                names[endpoint.NetworkName] = EndpointRequests.Names(container, found, container.RequestedEndpoints.GetValueOrDefault(found.Name) ?? new EndpointConfig());
        await network.RenameAsync(container.Id, container.Name, names);
        return Describe(network.Find(container.Id) ?? sandbox);
    }

    /// <summary>The driver of a network, for events.</summary>
    public string DriverOf(string networkName) => network.Networks.FirstOrDefault(n => n.Name == networkName)?.Driver ?? "bridge";

    private async Task<Sandbox> CreateSandboxAsync(Container container, string mode, string? space, CancellationToken cancellation)
    {
        try
        {
            return await network.CreateSandboxAsync(Request(container, mode) with { NamespacePath = space }, cancellation);
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Kind, "failed to set up container networking: " + e.Message, e);
        }
    }

    private static string NamespaceOf(Container container, Container other)
    {
        if (other.Id == container.Id)
            throw new GantryException(ErrorKind.Internal, "cannot join own network namespace");
        if (!other.State.IsAlive)
            throw new GantryException(ErrorKind.Conflict, $"cannot join network namespace of a non running container: container {other.Name} is {other.State.Status.ToString().ToLowerInvariant()}");
        return $"/proc/{other.State.Pid}/ns/net";
    }

    private SandboxRequest Request(Container container, string mode)
    {
        var endpoints = new List<EndpointRequest>();
        // The network of the mode comes first: its link is eth0.
        foreach (var name in (IEnumerable<string>)[mode, .. container.RequestedEndpoints.Keys.Where(key => key != mode)])
        {
            if (name != mode && IsCutOff(container))
                continue;
            if (name == mode && !container.RequestedEndpoints.ContainsKey(mode) && (mode != "none" || container.RequestedEndpoints.Count > 0))
                continue;
            var found = network.FindNetwork(name) ?? throw new GantryException(ErrorKind.NotFound, $"network {name} not found");
            var wanted = container.RequestedEndpoints.GetValueOrDefault(name) ?? new EndpointConfig();
            if ((name == mode || container.RequestedEndpoints.Count == 1) && wanted.MacAddress is null or "" && container.Config.MacAddress is { Length: > 0 } mac)
                wanted = wanted with { MacAddress = mac };
            EndpointChecks.CheckNew(found, wanted);
            endpoints.Add(EndpointRequests.Of(container, found, wanted));
        }

        return new SandboxRequest
        {
            ContainerId = container.Id,
            ContainerName = container.Name,
            Endpoints = endpoints,
            HasIPv6 = container.HostConfig.HasIPv6,
            Ports = mode == "none" ? [] : Ports(container),
            ExposedPorts = [.. container.Config.ServedPorts().Concat((container.HostConfig.PortBindings?.Keys ?? Enumerable.Empty<string>()).Select(PortText.Parse))
                .Distinct().Select(port => new ContainerPort(port.Port, port.Protocol))],
            Resolver = resolverFile.Of(container.HostConfig).Settings(),
        };
    }

    private static List<PortRequest> Ports(Container container)
    {
        var requests = new List<PortRequest>();
        var bindings = container.HostConfig.PortBindings ?? [];
        foreach (var (text, wanted) in bindings)
        {
            var (port, protocol) = PortText.Parse(text);
            foreach (var binding in wanted is null or [] ? [new PortBindingConfig()] : wanted)
            {
                var (first, last) = PortText.ParseRange(binding.HostPort);
                requests.Add(new PortRequest(binding.HostIp, first, last, port, protocol));
            }
        }

        if (container.HostConfig.PublishAllPorts)
        {
            foreach (var exposed in container.Config.ServedPorts().Except(bindings.Keys.Select(PortText.Parse)))
                requests.Add(new PortRequest("", 0, 0, exposed.Port, exposed.Protocol));
        }

        return requests;
    }

    private ContainerNetwork Plain(string name, string sandboxId) => new()
    {
        SandboxId = sandboxId,
        Endpoints = { [name] = new ContainerEndpoint { NetworkId = network.Networks.FirstOrDefault(n => n.Name == name)?.Id ?? "" } },
    };

    /// <summary>A sandbox as the container's document shows it.</summary>
    public ContainerNetwork Describe(Sandbox sandbox)
    {
        var endpoints = new SortedDictionary<string, ContainerEndpoint>(StringComparer.Ordinal);
        foreach (var endpoint in sandbox.Endpoints)
        {
            endpoints[network.FindNetwork(endpoint.NetworkId)?.Name ?? endpoint.NetworkName] = new ContainerEndpoint
            {
                NetworkId = endpoint.NetworkId,
                EndpointId = endpoint.EndpointId,
                Gateway = endpoint.Gateway,
                IPAddress = endpoint.IPv4Address,
                IPPrefixLen = endpoint.IPv4PrefixLength,
                IPv6Gateway = endpoint.IPv6Gateway,
                GlobalIPv6Address = endpoint.IPv6Address,
                GlobalIPv6PrefixLen = endpoint.IPv6PrefixLength,
                MacAddress = endpoint.MacAddress,
                DnsNames = endpoint.Names,
            };
        }

        return new ContainerNetwork
        {
            SandboxId = sandbox.Id,
            SandboxKey = sandbox.NamespacePath,
            Endpoints = endpoints,
            ShowsPorts = sandbox.Endpoints.Any(endpoint => network.FindNetwork(endpoint.NetworkId) is { Driver: "bridge", Internal: false }),
            Ports = [.. sandbox.Ports.Select(p => new PublishedPort(p.HostAddress, p.HostPort, p.ContainerPort, p.Protocol))],
        };
    }
}
