using System.Globalization;

using Gantry.Oci.Runtime;

namespace Gantry.Linux.Cgroups.V2;

/// <summary>Weights and limits of block devices.</summary>
internal static class BlockIO
{
    public static void Apply(string directory, LinuxBlockIO block)
    {
        // Where the BFQ scheduler has its own file, it takes the weight as it is.
        var hasScheduler = File.Exists($"{directory}/io.bfq.weight");
        if (block.Weight is { } weight and > 0)
        {
            if (hasScheduler)
                CgroupFile.Write(directory, "io.bfq.weight", weight);
            else
                CgroupFile.Write(directory, "io.weight", $"default {Weight(weight)}");
        }

        foreach (var device in block.WeightDevice ?? [])
        {
            if (device.Weight is not ({ } share and > 0))
                continue;
            if (hasScheduler)
                CgroupFile.Write(directory, "io.bfq.weight", $"{device.Major}:{device.Minor} {share}");
            else
                CgroupFile.Write(directory, "io.weight", $"{device.Major}:{device.Minor} {Weight(share)}");
        }

        Throttle("rbps", block.ThrottleReadBpsDevice);
        Throttle("wbps", block.ThrottleWriteBpsDevice);
        Throttle("riops", block.ThrottleReadIOPSDevice);
        Throttle("wiops", block.ThrottleWriteIOPSDevice);

        // Version 1 lifts a limit with zero.
        void Throttle(string key, IReadOnlyList<LinuxThrottleDevice>? devices)
        {
            foreach (var device in devices ?? [])
                CgroupFile.Write(directory, "io.max", $"{device.Major}:{device.Minor} {key}={(device.Rate == 0 ? "max" : device.Rate.ToString(CultureInfo.InvariantCulture))}");
        }
    }

    /// <summary>10…1000 to 1…10000 (runc's formula).</summary>
    private static int Weight(int weight) => 1 + ((weight - 10) * 9999 / 990);
}
