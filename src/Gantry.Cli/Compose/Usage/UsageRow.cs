using System.Globalization;

using Gantry.Cli.Tables;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Compose.Usage;

/// <summary>What a container uses as <c>stats</c> shows it; the rules are those of Docker's client.</summary>
internal static class UsageRow
{
    public const string Columns = "{{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}";

    public static Fields Headers { get; } = new()
    {
        ["Container"] = "CONTAINER",
        ["Name"] = "NAME",
        ["ID"] = "CONTAINER ID",
        ["CPUPerc"] = "CPU %",
        ["MemUsage"] = "MEM USAGE / LIMIT",
        ["MemPerc"] = "MEM %",
        ["NetIO"] = "NET I/O",
        ["BlockIO"] = "BLOCK I/O",
        ["PIDs"] = "PIDS",
    };

    /// <param name="id">The container's id, shortened or not.</param>
    /// <param name="usage">What it uses; null: it does not run.</param>
    public static Row Of(string id, ContainerUsage usage) => new(new SortedDictionary<string, Func<object?>>(StringComparer.Ordinal)
    {
        ["Container"] = () => id,
        ["ID"] = () => id,
        ["Name"] = () => usage.Name?.TrimStart('/') ?? "",
        ["CPUPerc"] = () => Percent(Processors(usage)),
        ["MemUsage"] = () => $"{HumanSize.Binary(Memory(usage))} / {HumanSize.Binary(usage.Memory?.Limit ?? 0)}",
        ["MemPerc"] = () => Percent(usage.Memory is { Limit: > 0 and var limit } ? Memory(usage) / limit * 100 : 0),
        ["NetIO"] = () => Pair((usage.Networks ?? []).Values.Sum(network => (double)network.Received), (usage.Networks ?? []).Values.Sum(network => (double)network.Sent)),
        ["BlockIO"] = () => Pair(Blocks(usage, 'r'), Blocks(usage, 'w')),
        ["PIDs"] = () => (usage.Pids?.Current ?? 0).ToString(CultureInfo.InvariantCulture),
    });

    private static double Processors(ContainerUsage usage)
    {
        if (usage.Processors is not { } now || usage.ProcessorsBefore is not { } before)
            return 0;
        var own = (double)(now.Time?.Total ?? 0) - (before.Time?.Total ?? 0);
        var all = (double)now.System - before.System;
        return own > 0 && all > 0 ? own / all * Math.Max(1, now.Online) * 100 : 0;
    }

    /// <summary>Without the pages of files nobody looks at, which the kernel would give back at once.</summary>
    private static double Memory(ContainerUsage usage)
    {
        if (usage.Memory is not { } memory)
            return 0;
        var idle = memory.Details?.GetValueOrDefault("total_inactive_file") is > 0 and var all ? all : memory.Details?.GetValueOrDefault("inactive_file") ?? 0;
        return idle < memory.Usage ? memory.Usage - idle : memory.Usage;
    }

    private static double Blocks(ContainerUsage usage, char direction) =>
        (usage.Blocks?.Bytes ?? []).Where(entry => entry.Direction is [var first, ..] && char.ToLowerInvariant(first) == direction).Sum(entry => (double)entry.Value);

    private static string Percent(double value) => value.ToString("0.00", CultureInfo.InvariantCulture) + "%";

    private static string Pair(double one, double other) => $"{HumanSize.Decimal(one, 3)} / {HumanSize.Decimal(other, 3)}";
}
