using Gantry.Oci.Runtime;

namespace Gantry.Linux.Cgroups.V1;

/// <summary>Block device input and output.</summary>
internal static class BlockIO
{
    /// <summary>Whether the blkio controller has to do anything.</summary>
    public static bool Concerns(LinuxBlockIO block) =>
        block is not
        {
            Weight: null or 0, LeafWeight: null or 0, WeightDevice: null or { Count: 0 },
            ThrottleReadBpsDevice: null or { Count: 0 }, ThrottleWriteBpsDevice: null or { Count: 0 },
            ThrottleReadIOPSDevice: null or { Count: 0 }, ThrottleWriteIOPSDevice: null or { Count: 0 },
        };

    public static void Apply(string directory, LinuxBlockIO block)
    {
        var bfq = File.Exists($"{directory}/blkio.bfq.weight");
        if (block.Weight is { } weight and > 0)
            CgroupFile.Write(directory, bfq ? "blkio.bfq.weight" : "blkio.weight", weight);
        if (block.LeafWeight is { } leaf and > 0)
            CgroupFile.Write(directory, "blkio.leaf_weight", leaf);
        foreach (var device in block.WeightDevice ?? [])
        {
            if (device.Weight is { } share and > 0)
                CgroupFile.Write(directory, bfq ? "blkio.bfq.weight_device" : "blkio.weight_device", $"{device.Major}:{device.Minor} {share}");
            if (device.LeafWeight is { } leafShare and > 0)
                CgroupFile.Write(directory, "blkio.leaf_weight_device", $"{device.Major}:{device.Minor} {leafShare}");
        }

        Throttle("blkio.throttle.read_bps_device", block.ThrottleReadBpsDevice);
        Throttle("blkio.throttle.write_bps_device", block.ThrottleWriteBpsDevice);
        Throttle("blkio.throttle.read_iops_device", block.ThrottleReadIOPSDevice);
        Throttle("blkio.throttle.write_iops_device", block.ThrottleWriteIOPSDevice);

        void Throttle(string file, IReadOnlyList<LinuxThrottleDevice>? devices)
        {
            foreach (var device in devices ?? [])
                CgroupFile.Write(directory, file, $"{device.Major}:{device.Minor} {device.Rate}");
        }
    }
}
