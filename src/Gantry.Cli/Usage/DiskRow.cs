using System.Globalization;

using Gantry.Cli.Client;
using Gantry.Cli.Tables;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Usage;

/// <summary>A kind of object as <c>system df</c> shows it: how many there are and are used, what they take, and what could be had back.</summary>
internal static class DiskRow
{
    public const string Columns = "{{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}";

    public const string Raw = "type: {{.Type}}\ntotal: {{.TotalCount}}\nactive: {{.Active}}\nsize: {{.Size}}\nreclaimable: {{.Reclaimable}}\n";

    public static Fields Headers { get; } = new()
    {
        ["Type"] = "TYPE",
        ["TotalCount"] = "TOTAL",
        ["Active"] = "ACTIVE",
        ["Size"] = "SIZE",
        ["Reclaimable"] = "RECLAIMABLE",
    };

    /// <summary>Whether a container's own layer is needed.</summary>
    public static bool IsActive(ContainerSummary container) => container.State is "running" or "paused" or "restarting";

    /// <summary>What the build cache alone takes: a step that is shared is some image's.</summary>
    public static long CacheSize(DiskUsage usage) => (usage.Cache ?? []).Where(step => !step.Shared).Sum(step => step.Size);

    public static IEnumerable<Row> Of(DiskUsage usage)
    {
        var images = usage.Images ?? [];
        var needed = images.Where(image => image.Containers != 0 && image.Size != -1 && image.SharedSize != -1).Sum(image => image.Size - image.SharedSize);
        yield return Line("Images", "diskUsageImagesContext", images.Count, images.Count(image => image.Containers > 0), usage.LayersSize, usage.LayersSize - needed, share: true);
        var containers = usage.Containers ?? [];
        yield return Line(
            "Containers", "diskUsageContainersContext", containers.Count, containers.Count(IsActive), containers.Sum(container => container.SizeRw),
            containers.Where(container => !IsActive(container)).Sum(container => container.SizeRw), share: true);
        var volumes = usage.Volumes ?? [];
        yield return Line("Local Volumes", "diskUsageVolumesContext", volumes.Count, volumes.Count(volume => volume.UsageData is { RefCount: > 0 }), Size(volumes), Size(volumes.Where(volume => volume.UsageData is { RefCount: 0 })), share: true);
        var cache = usage.Cache ?? [];
        var inUse = cache.Where(step => step.InUse && !step.Shared).Sum(step => step.Size);
        yield return Line("Build Cache", "diskUsageBuilderContext", cache.Count, cache.Count(step => step.InUse), CacheSize(usage), CacheSize(usage) - inUse, share: false);
    }

    private static long Size(IEnumerable<VolumeDetails> volumes) => volumes.Where(volume => volume.UsageData is { Size: not -1 }).Sum(volume => volume.UsageData!.Size);

    private static Row Line(string type, string typeName, int total, int active, long size, long reclaimable, bool share) => new(
        new SortedDictionary<string, Func<object?>>(StringComparer.Ordinal)
        {
            ["Type"] = () => type,
            ["TotalCount"] = () => total.ToString(CultureInfo.InvariantCulture),
            ["Active"] = () => active.ToString(CultureInfo.InvariantCulture),
            ["Size"] = () => HumanSize.Decimal(size),
            ["Reclaimable"] = () => HumanSize.Decimal(reclaimable) + (share && size > 0 ? $" ({reclaimable * 100 / size}%)" : ""),
        })
    {
        TypeName = $"*formatter.{typeName}",
    };
}
