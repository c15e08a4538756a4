using Gantry.Compose.Model;
using Gantry.Compose.Observed;

namespace Gantry.Compose.Plan.Create;

/// <summary>Tells what a container has that the file does not want, or lacks that it wants.</summary>
internal static class Divergence
{
    /// <returns>The fault in words; null: the container may stay.</returns>
    public static string? Of(Planning planning, Service service, ServiceReferences references, ObservedContainer found)
    {
        var options = planning.Options;
        var policy = options.Services.Count == 0 || options.Services.Contains(service.Name) ? options.Recreate : options.RecreateDependencies;
        if (policy == Recreation.Never)
            return null;
        if (policy == Recreation.Always)
            return "it is to be replaced in any case";
        if (!references.AreKnown)
            return "a container it uses is replaced";
        if (found.Label(ComposeLabels.ConfigHash) != ServiceHash.Of(references.Resolve(service, container => container.Id!)))
            return "its configuration changed";
        if (found.Label(ComposeLabels.Image) != (planning.Seen.Images.GetValueOrDefault(service.ImageName(planning.Project.Name))?.Id ?? ""))
            return "its image changed";
        return Network(planning, service, found) ?? Volume(planning, service, found);
    }

    private static string? Network(Planning planning, Service service, ObservedContainer found)
    {
        if (!found.IsRunning)
            return null;
        foreach (var key in service.Networks.Keys.Order(StringComparer.Ordinal))
        {
            if (planning.Networks.GetValueOrDefault(key) is not { } id || !found.Networks.Contains(id))
                return $"it is not on network {planning.Project.Networks[key].Name}";
        }

        return null;
    }

    private static string? Volume(Planning planning, Service service, ObservedContainer found)
    {
        foreach (var mount in service.Volumes.Where(mount => mount.Type == "volume" && mount.Source is { Length: > 0 }))
        {
            var name = planning.Project.Volumes.GetValueOrDefault(mount.Source!)?.Name;
            if (!found.Mounts.Any(mounted => mounted.Type == "volume" && mounted.Source == name))
                return $"volume {name ?? mount.Source} is not mounted in it";
        }

        return null;
    }
}
