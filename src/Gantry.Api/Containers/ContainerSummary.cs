using System.Text.Json.Serialization;

using Gantry.Engine.Containers;
using Gantry.Engine.Images;
using Gantry.Oci.Errors;

namespace Gantry.Api.Containers;

/// <summary>One container in a list.</summary>
internal sealed record ContainerSummary
{
    public required string Id { get; init; }
    public required IReadOnlyList<string> Names { get; init; }
    public required string Image { get; init; }
    public required string ImageID { get; init; }
    public required string Command { get; init; }
    public required long Created { get; init; }
    public required IReadOnlyList<PortSummary> Ports { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRw { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRootFs { get; init; }

    public required SortedDictionary<string, string> Labels { get; init; }
    public required string State { get; init; }
    public required string Status { get; init; }
    public required HostConfigSummary HostConfig { get; init; }
    public required NetworkSummary NetworkSettings { get; init; }
    public required IReadOnlyList<MountInspection> Mounts { get; init; }

    public static ContainerSummary Of(Container container, IReadOnlyList<string> linkNames, IImages images, (long Writable, long Root)? size, int minor) => new()
    {
        Id = container.Id,
        Names = ["/" + container.Name, .. linkNames.Select(name => "/" + name)],
        Image = ImageName(container, images),
        ImageID = container.ImageId,
        Command = string.Join(' ', container.Args.Select(a => a.Contains(' ', StringComparison.Ordinal) ? $"'{a}'" : a).Prepend(container.Path)),
        Created = container.Created.ToUnixTimeSeconds(),
        Ports = PortSummary.Of(container),
        SizeRw = size is { Writable: > 0 } ? size.Value.Writable : null,
        SizeRootFs = size?.Root,
        Labels = container.Config.Labels ?? [],
        State = DockerText.Status(container.State.Status),
        Status = DockerText.Sentence(container.State, DateTimeOffset.UtcNow),
        HostConfig = new HostConfigSummary(container.HostConfig.NetworkMode, minor >= 46 && container.HostConfig.Annotations is { Count: > 0 } notes ? notes : null),
        NetworkSettings = new NetworkSummary(EndpointInspection.Of(container)),
        Mounts = [.. container.Mounts.Where(m => m.Type != "tmpfs" || m.Spec is not null).Select(MountInspection.Of)],
    };

    /// <summary>The name the user gave, unless it now means another image.</summary>
    private static string ImageName(Container container, IImages images)
    {
        try
        {
            return images.Find(container.Config.Image).Id.ToString() == container.ImageId ? container.Config.Image : container.ImageId;
        }
        catch (GantryException)
        {
            return container.ImageId;
        }
    }
}

/// <summary>A port in a list.</summary>
internal sealed record PortSummary
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IP { get; init; }

    public required int PrivatePort { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int PublicPort { get; init; }

    public required string Type { get; init; }

    public static IReadOnlyList<PortSummary> Of(Container container)
    {
        if (!container.State.IsAlive)
            return [];
        var published = container.Network.Ports.Select(p => new PortSummary { IP = p.HostAddress, PrivatePort = p.ContainerPort, PublicPort = p.HostPort, Type = p.Protocol });
        var taken = container.Network.Ports.Select(p => (p.ContainerPort, p.Protocol)).ToHashSet();
        var exposed = !container.Network.ShowsPorts ? [] : container.Config.ListenedPorts().Distinct().Where(port => !taken.Contains(port))
            .Select(port => new PortSummary { PrivatePort = port.Port, Type = port.Protocol });
        return [.. published.Concat(exposed)];
    }
}

/// <summary>The host's part in a list.</summary>
internal sealed record HostConfigSummary(
    string NetworkMode,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Annotations);

/// <summary>Networks in a list.</summary>
internal sealed record NetworkSummary(SortedDictionary<string, EndpointInspection> Networks);
