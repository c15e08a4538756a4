using System.Globalization;

using Gantry.Cli.Compose.Usage;

namespace Gantry.Cli.Usage.Live;

/// <summary>What one container does at the moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Processors">Per cent of one CPU.</param>
/// <param name="ProcessorText">The same for people.</param>
/// <param name="Memory">Bytes.</param>
/// <param name="MemoryText">Memory and its limit for people.</param>
/// <param name="MemoryShare">Memory of the limit, for people.</param>
/// <param name="Network">Bytes received and sent.</param>
/// <param name="Disk">Bytes read and written.</param>
/// <param name="Processes">How many processes and threads there are.</param>
internal sealed record LiveSample(
    string Name, double Processors, string ProcessorText, double Memory, string MemoryText, string MemoryShare, Traffic Network, Traffic Disk, string Processes)
{
    /// <param name="reading">The last of a container.</param>
    /// <param name="before">The one before, or null where there is none.</param>
    /// <param name="elapsed">The time between them.</param>
    public static LiveSample Of(UsageReading reading, ContainerUsage? before, TimeSpan elapsed)
    {
        var row = reading.ToRow(full: false);
        var now = reading.Usage;
        return new LiveSample(
            Text("Name"),
            double.Parse(Text("CPUPerc").TrimEnd('%'), CultureInfo.InvariantCulture),
            Text("CPUPerc"),
            now.Memory?.Usage ?? 0,
            Text("MemUsage"),
            Text("MemPerc"),
            Traffic.Between(NetworkOf(before), NetworkOf(now), elapsed),
            Traffic.Between(DiskOf(before), DiskOf(now), elapsed),
            Text("PIDs"));

        string Text(string name) => row.TryGet(name, out var value) ? (string)value! : "";
    }

    private static (double In, double Out)? NetworkOf(ContainerUsage? usage) => usage is null
        ? null
        : ((usage.Networks ?? []).Values.Sum(network => (double)network.Received), (usage.Networks ?? []).Values.Sum(network => (double)network.Sent));

    private static (double In, double Out)? DiskOf(ContainerUsage? usage) => usage is null ? null : (Bytes(usage, 'r'), Bytes(usage, 'w'));

    private static double Bytes(ContainerUsage usage, char direction) =>
        (usage.Blocks?.Bytes ?? []).Where(entry => entry.Direction is [var first, ..] && char.ToLowerInvariant(first) == direction).Sum(entry => (double)entry.Value);
}
