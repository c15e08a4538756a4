using Gantry.Engine.Containers.Links;
using Gantry.Engine.Hosting;
using Gantry.Engine.Networks;
using Gantry.Network;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Runs;

/// <summary>The files by which a container knows names: hostname, hosts and resolv.conf, written before each start.</summary>
internal sealed class NameFiles(EngineOptions options, ResolverFile resolverFile, NetworkController network, NetworkSetup setup, ContainerLinks links)
{
    /// <summary>Names of the files, below <c>/etc</c> in the container.</summary>
    public static readonly IReadOnlyList<string> Names = ["resolv.conf", "hostname", "hosts"];

    /// <summary>Where a container's files lie: containers that share a network, be it through others, share its names.</summary>
    public string DirectoryOf(Container container)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (seen.Add(container.Id) && setup.Owner(container) is { } owner)
            container = owner;
        return container.Directory;
    }

    /// <summary>The files a container has from its last start, and where it sees them; none where it has its names from another that is gone.</summary>
    public IReadOnlyList<(string Source, string Destination)> Of(Container container)
    {
        try
        {
            var directory = DirectoryOf(container);
            return [.. Names.Select(name => (Source: Path.Combine(directory, name), "/etc/" + name)).Where(file => File.Exists(file.Source))];
        }
        catch (GantryException e) when (e.Kind == ErrorKind.NotFound)
        {
            return [];
        }
    }

    public void Write(Container container)
    {
        if (setup.Owner(container) is not null)
            return;
        var config = container.Config;
        File.WriteAllText(Path.Combine(container.Directory, "hostname"), config.Hostname + "\n");
        WriteHosts(container);
        resolverFile.Write(container);
    }

    /// <summary>Writes what depends on the container's networks.</summary>
    public void WriteNetworks(Container container)
    {
        WriteHosts(container);
        resolverFile.Write(container);
    }

    /// <summary>A container runs, with whatever address: those that have a link to it must know.</summary>
    public void WriteOwnersOf(Container target)
    {
        foreach (var owner in links.OwnersOf(target.Id))
            if (owner.Current.State.IsAlive && setup.Owner(owner.Current) is null)
                WriteHosts(owner.Current);
    }

    /// <summary>Writes the hosts file alone, in place: it is mounted in a container that runs.</summary>
    public void WriteHosts(Container container)
    {
        var config = container.Config;
        var host = container.HostConfig;
        var hosts = Path.Combine(container.Directory, "hosts");
        if (host.NetworkMode == "host" && host.ExtraHosts is null or [] && File.Exists("/etc/hosts"))
            File.Copy("/etc/hosts", hosts, overwrite: true);
        else
            File.WriteAllText(hosts, HostsFile.Render(config.Hostname, config.Domainname, Addresses(container), [.. ExtraHosts(host), .. Linked(container)], host.HasIPv6));
    }

    /// <summary>Links of the default bridge: the other container's address under its alias, its host name and its name.</summary>
    private IEnumerable<string> Linked(Container container)
    {
        if (container.RequestedEndpoints.ContainsKey("bridge"))
            foreach (var (link, other) in links.Of(container))
                if (other.State.IsAlive && other.Network.Endpoints.TryGetValue("bridge", out var endpoint))
                    yield return $"{string.Join(' ', new[] { link.Alias, other.Config.Hostname, other.Name }.Distinct())}:{endpoint.IPAddress}";
    }

    private static IReadOnlyList<string> Addresses(Container container) =>
        [.. container.Network.Endpoints.Values.SelectMany(e => (IEnumerable<string>)[e.IPAddress, e.GlobalIPv6Address]).Where(a => a.Length > 0)];

    /// <summary>The addresses that <c>host-gateway</c> stands for: the host as the default bridge's containers reach it.</summary>
    public IReadOnlyList<string> HostGateway => options.HostGateway is { Count: > 0 } chosen
        ? chosen
        : [network.Networks.FirstOrDefault(n => n.Name == "bridge")?.Ipam.Pools is [var pool, ..] ? pool.Gateway : ""];

    private IReadOnlyList<string> ExtraHosts(HostConfig host)
    {
        const string Word = ":host-gateway";
        return [.. (host.ExtraHosts ?? []).SelectMany(e => e.EndsWith(Word, StringComparison.Ordinal) ? HostGateway.Select(g => $"{e[..^Word.Length]}:{g}") : [e])];
    }
}
