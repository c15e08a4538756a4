using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Plan.Create;

/// <summary>Plans the volumes of a project: those that are missing are made; one that changed is made anew if its content may be lost.</summary>
public static class VolumePlanner
{
    /// <summary>The volumes whose configuration changed, by their key in the file: to be asked about before they are made anew.</summary>
    /// <param name="project">What is wanted.</param>
    /// <param name="seen">What there is.</param>
    public static IReadOnlyList<string> Changed(Project project, ObservedProject seen) =>
    [
        .. project.Volumes.Where(entry => !entry.Value.External && Find(seen, entry.Value) is { } found && HasChanged(entry.Value, found))
            .Select(entry => entry.Key).Order(StringComparer.Ordinal),
    ];

    internal static void Plan(Planning planning)
    {
        foreach (var (key, volume) in planning.Project.Volumes.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var found = Find(planning.Seen, volume);
            if (volume.External)
                _ = found ?? throw new GantryException(ErrorKind.NotFound, $"external volume \"{volume.Name}\" not found");
            else if (found is null)
                Create(planning, key, volume, "it does not exist", []);
            else
                Check(planning, key, volume, found);
        }
    }

    private static void Check(Planning planning, string key, Volume volume, ObservedVolume found)
    {
        const string Advice = "Use `external: true` to use an existing volume";
        if (!found.Labels.TryGetValue(ComposeLabels.Project, out var owner))
            planning.Builder.Warn($"volume \"{volume.Name}\" already exists but was not created by Docker Compose. {Advice}");
        else if (owner != planning.Project.Name)
        {
            planning.Builder.Warn(
                $"volume \"{volume.Name}\" already exists but was created for project \"{owner}\" (expected \"{planning.Project.Name}\"). {Advice}");
        }

        if (HasChanged(volume, found) && planning.Options.ExpendableVolumes.Contains(key))
            Replace(planning, key, volume);
    }

    /// <summary>A volume goes only with the containers that mount it, so these are made anew too.</summary>
    private static void Replace(Planning planning, string key, Volume volume)
    {
        var gone = new List<int>();
        foreach (var service in planning.Project.Services.Values.Where(service => service.Volumes.Any(mount => mount.Source == key)))
        {
            foreach (var container in planning.Seen.Of(service.Name))
                gone.Add(planning.Remove(container, service, $"volume {volume.Name} is replaced"));
        }

        var removed = planning.Builder.Add(new RemoveVolume(volume.Name, InUseIsFine: false), "its configuration changed", null, gone);
        Create(planning, key, volume, "its configuration changed", [removed]);
    }

    private static void Create(Planning planning, string key, Volume volume, string cause, IEnumerable<int> after) =>
        planning.VolumeSteps[key] = planning.Builder.Add(
            new CreateVolume(VolumeOrders.Of(planning.Project, key, volume)), cause, new StepReport($"Volume {volume.Name}", "Creating", "Created"), after);

    private static ObservedVolume? Find(ObservedProject seen, Volume volume) => seen.Volumes.FirstOrDefault(candidate => candidate.Name == volume.Name);

    private static bool HasChanged(Volume volume, ObservedVolume found) =>
        found.Labels.TryGetValue(ComposeLabels.ConfigHash, out var hash) && hash != VolumeHash.Of(volume);
}
