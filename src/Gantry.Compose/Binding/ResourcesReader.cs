using System.Globalization;
using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Binding;

/// <summary>Reads limits, devices and other resources.</summary>
internal static class ResourcesReader
{
    public static Resource Resource(MapNode map) => new()
    {
        Cpus = map.Double("cpus"),
        Memory = map.Bytes("memory"),
        Pids = map.Long("pids"),
        Devices = map.Each("devices", DeviceRequest),
        GenericResources = map.Each("generic_resources", Generic),
        Extensions = map.Extensions(),
    };

    public static DeviceRequest DeviceRequest(MapNode map) => new()
    {
        Capabilities = map.Texts("capabilities"),
        Driver = map.String("driver"),
        Count = Count(map),
        Ids = map.Texts("device_ids"),
        Options = map.Mapping("options"),
    };

    public static IReadOnlyDictionary<string, Ulimit> Ulimits(MapNode map) =>
        map.Map("ulimits") is not { } limits ? new Dictionary<string, Ulimit>() : limits.Entries.ToDictionary(entry => entry.Key, entry => entry.Value switch
        {
            MapNode pair => new Ulimit { Soft = pair.Long("soft"), Hard = pair.Long("hard"), Extensions = pair.Extensions() },
            _ => new Ulimit { Single = limits.Long(entry.Key) },
        });

    public static BlkioConfig Blkio(MapNode map) => new()
    {
        Weight = map.Int("weight"),
        WeightDevice = map.Each("weight_device", device => new WeightDevice { Path = device.String("path") ?? "", Weight = device.Int("weight") }),
        DeviceReadBps = map.Each("device_read_bps", Throttle),
        DeviceReadIops = map.Each("device_read_iops", Throttle),
        DeviceWriteBps = map.Each("device_write_bps", Throttle),
        DeviceWriteIops = map.Each("device_write_iops", Throttle),
        Extensions = map.Extensions(),
    };

    private static ThrottleDevice Throttle(MapNode map) => new() { Path = map.String("path") ?? "", Rate = map.Bytes("rate") };

    private static GenericResource Generic(MapNode map)
    {
        var inner = map.Map("discrete_resource_spec") ?? new MapNode();
        return new GenericResource { Kind = inner.String("kind"), Value = inner.Long("value") };
    }

    private static long Count(MapNode map)
    {
        if (map.Get("count") is not ScalarNode { Text: { } text } value)
            return map.Long("count");
        if (text.Equals("all", StringComparison.OrdinalIgnoreCase))
            return -1;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new BindingException("count", $"invalid value \"{text}\", the only value allowed is 'all' or a number", value.At);
    }
}
