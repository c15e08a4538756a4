using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Rendering;

/// <summary>Limits of block device access in their canonical form, whose device attributes JSON writes with capitals.</summary>
internal static class BlkioRendering
{
    public static MapNode? Of(BlkioConfig? config, RenderForm form) => config is null ? null : new Fields(form)
        .Number("weight", config.Weight)
        .Objects("weight_device", config.WeightDevice, device => Of(device, form))
        .Objects("device_read_bps", config.DeviceReadBps, device => Of(device, form))
        .Objects("device_read_iops", config.DeviceReadIops, device => Of(device, form))
        .Objects("device_write_bps", config.DeviceWriteBps, device => Of(device, form))
        .Objects("device_write_iops", config.DeviceWriteIops, device => Of(device, form))
        .Extensions(config.Extensions).Map;

    private static MapNode Of(WeightDevice device, RenderForm form)
    {
        var map = new MapNode { [Name("path", form)] = Fields.Scalar(device.Path) };
        map[Name("weight", form)] = Fields.Scalar((long)device.Weight);
        return map;
    }

    private static MapNode Of(ThrottleDevice device, RenderForm form)
    {
        var map = new MapNode { [Name("path", form)] = Fields.Scalar(device.Path) };
        map[Name("rate", form)] = Fields.Scalar(device.Rate.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return map;
    }

    private static string Name(string key, RenderForm form) => form == RenderForm.Json ? char.ToUpperInvariant(key[0]) + key[1..] : key;
}
