using Gantry.Compose.Observed;
using Gantry.Compose.Plan;

namespace Gantry.Compose.Execute;

/// <summary>Volumes of an engine.</summary>
public interface IVolumes
{
    /// <summary>All volumes, of whatever project.</summary>
    Task<IReadOnlyList<ObservedVolume>> ListVolumesAsync(CancellationToken cancellation);

    /// <summary>Makes a volume.</summary>
    Task CreateVolumeAsync(VolumeOrder order, CancellationToken cancellation);

    /// <summary>Removes a volume.</summary>
    Task RemoveVolumeAsync(string name, CancellationToken cancellation);
}
