using Gantry.Compose.Model;
using Gantry.Compose.Observed;

namespace Gantry.Compose.Plan;

/// <summary>Makes orders of what a file says about volumes.</summary>
internal static class VolumeOrders
{
    public static VolumeOrder Of(Project project, string key, Volume volume) => new(
        volume.Name, volume.Driver ?? "", volume.DriverOptions.Count > 0 ? volume.DriverOptions : null,
        new SortedDictionary<string, string>(volume.Labels.ToDictionary(), StringComparer.Ordinal)
        {
            [ComposeLabels.Volume] = key,
            [ComposeLabels.Project] = project.Name,
            [ComposeLabels.Version] = ComposeLabels.SpokenVersion,
            [ComposeLabels.ConfigHash] = VolumeHash.Of(volume),
        });
}
