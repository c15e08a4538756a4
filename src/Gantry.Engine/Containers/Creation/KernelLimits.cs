using Gantry.Linux.Cgroups;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Takes out limits that this host's kernel does not know; the user is warned of each, in Docker's words.</summary>
internal static class KernelLimits
{
    public static HostConfig Without(HostConfig host, List<string> warnings)
    {
        if (host.BlkioWeight > 0 && !CgroupLayout.HasBlockWeight)
        {
            warnings.Add("Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.");
            host = host with { BlkioWeight = 0 };
        }

        if (host.BlkioWeightDevice is { Count: > 0 } && !CgroupLayout.HasBlockDeviceWeight)
        {
            warnings.Add("Your kernel does not support Block I/O weight_device or the cgroup is not mounted. Weight-device discarded.");
            host = host with { BlkioWeightDevice = [] };
        }

        return host;
    }
}
