using Gantry.Engine.Containers;

namespace Gantry.Engine.Events;

/// <summary>What containers tell: the verb with the container's labels, name and image, as Docker does.</summary>
internal sealed class ContainerEvents(EventLog log)
{
    public void Publish(Container container, string action, params ReadOnlySpan<(string Name, string Value)> facts)
    {
        var attributes = new SortedDictionary<string, string>(container.Config.Labels ?? [], StringComparer.Ordinal)
        {
            ["image"] = container.Config.Image,
            ["name"] = container.Name,
        };
        foreach (var (name, value) in facts)
            attributes[name] = value;
        log.Publish("container", action, container.Id, attributes);
    }

    /// <summary>Tells that a container joined or left a network.</summary>
    public void PublishNetwork(Container container, string action, string network, string networkId, string driver) =>
        log.Publish("network", action, networkId, new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["container"] = container.Id,
            ["name"] = network,
            ["type"] = driver,
        });
}
