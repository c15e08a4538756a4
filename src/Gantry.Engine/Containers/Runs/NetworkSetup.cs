using Gantry.Engine.Containers.Creation;
using Gantry.Network;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Runs;

/// <summary>The network of one run: a sandbox of its own, the host's, or another container's.</summary>
internal sealed class NetworkSetup(NetworkController network, ContainerTable table)
{
    /// <summary>Sets it up. The namespace is null for the host's.</summary>
    public async Task<(string? Namespace, ContainerNetwork Network)> CreateAsync(Container container, CancellationToken cancellation)
    {
        var mode = container.Config.NetworkDisabled == true ? "none" : container.HostConfig.NetworkMode;
        if (mode == "host")
            return (null, Plain("host", ""));
        if (Owner(container) is { } owner)
            return (NamespaceOf(owner), new ContainerNetwork());

        var sandbox = await CreateSandboxAsync(Request(container, mode), cancellation);
        var described = mode == "none" ? Plain("none", sandbox.Id) : Describe(sandbox);
        return (sandbox.NamespacePath, described with { SandboxKey = sandbox.NamespacePath });
    }

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

    public Task ReleaseAsync(Container container) => network.ReleaseAsync(container.Id, CancellationToken.None);

    /// <summary>The driver of a network, for events.</summary>
    public string DriverOf(string networkName) => network.Networks.FirstOrDefault(n => n.Name == networkName)?.Driver ?? "bridge";

    private async Task<Sandbox> CreateSandboxAsync(SandboxRequest request, CancellationToken cancellation)
    {
        try
        {
            return await network.CreateSandboxAsync(request, cancellation);
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Kind, "failed to set up container networking: " + e.Message, e);
        }
    }

    private static string NamespaceOf(Container other)
    {
        if (!other.State.IsAlive)
            throw new GantryException(ErrorKind.Conflict, $"cannot join network namespace of a non running container: container {other.Name} is {other.State.Status.ToString().ToLowerInvariant()}");
        return $"/proc/{other.State.Pid}/ns/net";
    }

    private static SandboxRequest Request(Container container, string mode)
    {
        container.RequestedEndpoints.TryGetValue(mode, out var endpoint);
        return new SandboxRequest
        {
            ContainerId = container.Id,
            ContainerName = container.Name,
            NetworkName = mode,
            Hostname = container.Config.Hostname,
            MacAddress = endpoint?.MacAddress is { Length: > 0 } mac ? mac : container.Config.MacAddress,
            IPv4Address = endpoint?.IPAMConfig?.IPv4Address,
            Aliases = endpoint?.Aliases ?? [],
            Ports = mode == "none" ? [] : Ports(container),
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
            foreach (var text in container.Config.ExposedPorts?.Keys ?? Enumerable.Empty<string>())
            {
                var (port, protocol) = PortText.Parse(text);
                if (!bindings.ContainsKey(text))
                    requests.Add(new PortRequest("", 0, 0, port, protocol));
            }
        }

        return requests;
    }

    private ContainerNetwork Plain(string name, string sandboxId) => new()
    {
        SandboxId = sandboxId,
        Endpoints = { [name] = new ContainerEndpoint { NetworkId = network.Networks.FirstOrDefault(n => n.Name == name)?.Id ?? "" } },
    };

    private static ContainerNetwork Describe(Sandbox sandbox)
    {
        var endpoints = new SortedDictionary<string, ContainerEndpoint>(StringComparer.Ordinal);
        foreach (var endpoint in sandbox.Endpoints)
        {
            endpoints[endpoint.NetworkName] = new ContainerEndpoint
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
            };
        }

        return new ContainerNetwork
        {
            SandboxId = sandbox.Id,
            Endpoints = endpoints,
            Ports = [.. sandbox.Ports.Select(p => new PublishedPort(p.HostAddress, p.HostPort, p.ContainerPort, p.Protocol))],
        };
    }
}
