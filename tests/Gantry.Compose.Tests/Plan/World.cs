using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan;
using Gantry.Compose.Plan.Create;
using Gantry.Compose.Plan.Start;

namespace Gantry.Compose.Tests.Plan;

/// <summary>A project named <c>shop</c> and an engine that has some of it, put together for a test.</summary>
internal sealed class World
{
    private readonly Dictionary<string, Service> services = [];
    private readonly Dictionary<string, Network> networks = [];
    private readonly Dictionary<string, Volume> volumes = [];
    private readonly List<ObservedContainer> containers = [];
    private readonly List<ObservedNetwork> seenNetworks = [];
    private readonly List<ObservedVolume> seenVolumes = [];

    public Project Project => new()
    {
        Name = "shop",
        WorkingDirectory = "/shop",
        ComposeFiles = ["/shop/compose.yaml"],
        Services = services,
        Networks = networks,
        Volumes = volumes,
    };

    public ObservedProject Seen => new()
    {
        Containers = containers,
        Networks = seenNetworks,
        Volumes = seenVolumes,
        Images = services.Values.Select(service => service.ImageName("shop")).Distinct().ToDictionary(name => name, name => new ObservedImage("sha256:" + name)),
    };

    public World Service(string name, Func<Service, Service>? edit = null)
    {
        var service = new Service { Name = name, Image = "busybox" };
        services[name] = edit?.Invoke(service) ?? service;
        return this;
    }

    public World Network(string key, Func<Network, Network>? edit = null)
    {
        var network = new Network { Name = $"shop_{key}" };
        networks[key] = edit?.Invoke(network) ?? network;
        return this;
    }

    public World Volume(string key, Func<Volume, Volume>? edit = null)
    {
        var volume = new Volume { Name = $"shop_{key}" };
        volumes[key] = edit?.Invoke(volume) ?? volume;
        return this;
    }

    /// <summary>A network of the file is there, as the file has it or with another hash.</summary>
    public World HasNetwork(string key, string? hash = null) => HasNetwork($"shop_{key}", new Dictionary<string, string>
    {
        [ComposeLabels.Project] = "shop",
        [ComposeLabels.Network] = key,
        [ComposeLabels.ConfigHash] = hash ?? NetworkHash.Of(networks[key]),
    });

    public World HasNetwork(string name, Dictionary<string, string> labels)
    {
        seenNetworks.Add(new ObservedNetwork($"id-{name}", name, labels));
        return this;
    }

    public World HasVolume(string key, string? hash = null) => HasVolume($"shop_{key}", new Dictionary<string, string>
    {
        [ComposeLabels.Project] = "shop",
        [ComposeLabels.Volume] = key,
        [ComposeLabels.ConfigHash] = hash ?? VolumeHash.Of(volumes[key]),
    });

    public World HasVolume(string name, Dictionary<string, string> labels)
    {
        seenVolumes.Add(new ObservedVolume(name, labels));
        return this;
    }

    /// <summary>A container of a service is there, made from the service as it is now.</summary>
    public World Has(string service, int number = 1, string state = "running", Func<ObservedContainer, ObservedContainer>? edit = null)
    {
        var wanted = services[service];
        var container = new ObservedContainer
        {
            Id = $"{service}{number}".PadRight(64, '0'),
            Name = ContainerNames.Of("shop", wanted, number, "-"),
            State = state,
            Labels = Labels(service, number, ServiceHash.Of(wanted)),
            Networks = [.. wanted.Networks.Keys.Select(key => $"id-{networks[key].Name}")],
            Mounts = [.. wanted.Volumes.Where(volume => volume.Type == "volume").Select(volume => new ObservedMount("volume", $"shop_{volume.Source}", volume.Target, true))],
        };
        containers.Add(edit?.Invoke(container) ?? container);
        return this;
    }

    public World HasStranger(string service, string name, string state = "running", bool oneOff = false)
    {
        containers.Add(new ObservedContainer
        {
            Id = name.PadRight(64, '0'),
            Name = name,
            State = state,
            Labels = new Dictionary<string, string>(Labels(service, 1, "x")) { [ComposeLabels.OneOff] = oneOff ? "True" : "False" },
        });
        return this;
    }

    public ComposePlan Create(CreateOptions? options = null) => CreatePlanner.Plan(Project, Seen, options ?? new CreateOptions());

    public ComposePlan Start(StartOptions? options = null) => StartPlanner.Plan(Project, Seen, options ?? new StartOptions());

    public static Dictionary<string, string> Labels(string service, int number, string hash) => new()
    {
        [ComposeLabels.Project] = "shop",
        [ComposeLabels.Service] = service,
        [ComposeLabels.Number] = $"{number}",
        [ComposeLabels.OneOff] = "False",
        [ComposeLabels.ConfigHash] = hash,
        [ComposeLabels.Image] = "sha256:busybox",
    };

    public static Dictionary<string, ServiceDependency> On(params (string Name, string Condition)[] dependencies) =>
        dependencies.ToDictionary(entry => entry.Name, entry => new ServiceDependency { Condition = entry.Condition, Required = true });
}
