using Gantry.Engine.Hosting;
using Gantry.Network;

namespace Gantry.Engine.Containers.Links;

/// <summary>
/// Lets links through where containers of the default bridge are kept apart (<c>--icc=false</c>): a container reaches the ports that the
/// targets of its links expose, at the addresses these have now.
/// </summary>
internal sealed class LinkPassages(EngineOptions options, NetworkController network, ContainerLinks links)
{
    private const string Bridge = "bridge";

    /// <summary>Brings what passes for a container into agreement with its links.</summary>
    public async Task RenewAsync(Container owner)
    {
        if (!options.Icc)
            await network.PermitAsync(owner.Id, [.. Of(owner)]);
    }

    /// <summary>A container runs, with whatever address: those that have a link to it reach it there.</summary>
    public async Task RenewOwnersAsync(Container target)
    {
        if (options.Icc)
            return;
        foreach (var owner in links.OwnersOf(target.Id))
            await RenewAsync(owner.Current);
    }

    private IEnumerable<Passage> Of(Container owner) =>
        from pair in links.Of(owner)
        let source = AddressOf(owner)
        let target = AddressOf(pair.Target)
        where source.Length > 0 && target.Length > 0
        from port in pair.Target.Config.ServedPorts()
        select new Passage(source, target, port.Protocol, port.Port);

    private static string AddressOf(Container container) =>
        container.Network.Endpoints.TryGetValue(Bridge, out var endpoint) ? endpoint.IPAddress : "";
}
