using Gantry.Engine.Containers;
using Gantry.Engine.Images;
using Gantry.Oci.Errors;

namespace Gantry.Api.Containers;

/// <summary>Describes the containers of one list: what all of them ask is looked up once.</summary>
/// <param name="containers">Where they are.</param>
/// <param name="images">Their images.</param>
/// <param name="minor">The number after <c>1.</c> of the API's version.</param>
internal sealed class ContainerSummaries(IContainers containers, IImages images, int minor)
{
    private readonly ILookup<string, string> linkNames = containers.LinkNames;
    private readonly Dictionary<string, string?> imageIds = new(StringComparer.Ordinal);
    private readonly DateTimeOffset now = DateTimeOffset.UtcNow;

    public ContainerSummary Of(Container container, (long Writable, long Root)? size) => new()
    {
        Id = container.Id,
        Names = ["/" + container.Name, .. linkNames[container.Id].Select(name => "/" + name)],
        Image = ImageName(container),
        ImageID = container.ImageId,
        Command = string.Join(' ', container.Args.Select(a => a.Contains(' ', StringComparison.Ordinal) ? $"'{a}'" : a).Prepend(container.Path)),
        Created = container.Created.ToUnixTimeSeconds(),
        Ports = PortSummary.Of(container),
        SizeRw = size is { Writable: > 0 } ? size.Value.Writable : null,
        SizeRootFs = size?.Root,
        Labels = container.Config.Labels ?? [],
        State = DockerText.Status(container.State.Status),
        Status = DockerText.Sentence(container.State, now),
        HostConfig = new HostConfigSummary(container.HostConfig.NetworkMode, minor >= 46 && container.HostConfig.Annotations is { Count: > 0 } notes ? notes : null),
        NetworkSettings = new NetworkSummary(EndpointInspection.Of(container)),
        Mounts = [.. container.Mounts.Where(m => m.Type != "tmpfs" || m.Spec is not null).Select(MountInspection.Of)],
    };

    /// <summary>The name the user gave, unless it now means another image.</summary>
    private string ImageName(Container container)
    {
        var name = container.Config.Image;
        if (!imageIds.TryGetValue(name, out var id))
            imageIds[name] = id = IdOf(name);
        return id == container.ImageId ? name : container.ImageId;
    }

    private string? IdOf(string name)
    {
        try
        {
            return images.Find(name).Id.ToString();
        }
        catch (GantryException)
        {
            return null;
        }
    }
}
