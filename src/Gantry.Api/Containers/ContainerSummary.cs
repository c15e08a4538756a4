using System.Text.Json.Serialization;

using Gantry.Engine.Containers;

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
