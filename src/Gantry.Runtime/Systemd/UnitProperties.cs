using System.Globalization;

using Gantry.Linux.Cgroups;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;
using Gantry.Runtime.LaunchPlans.Compile;
using Gantry.Runtime.Systemd.Bus;

namespace Gantry.Runtime.Systemd;

/// <summary>Limits in systemd's words (systemd.resource-control(5)), so that it leaves them as they are when it sets others. What it has no words for is in the
/// group's own files alone.</summary>
internal sealed class UnitProperties
{
    private const ulong Unlimited = ulong.MaxValue;
    private const ulong DefaultPeriod = 100_000;
    private const ulong Second = 1_000_000;

    /// <summary>systemd counts processor time in per cents.</summary>
    private const ulong PerCent = 10_000;

    private readonly List<(string Name, BusValue Value)> list = [];
    private readonly Func<int> version;
    private readonly Action<string> warn;

    private UnitProperties(Func<int> version, Action<string> warn)
    {
        this.version = version;
        this.warn = warn;
    }

    /// <summary>Properties of a unit's start.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="slice">The slice it is in.</param>
    /// <param name="pid">Its first process.</param>
    public static IEnumerable<(string Name, BusValue Value)> Starting(UnitName unit, string slice, int pid)
    {
        yield return ("Description", BusValue.Of("libcontainer container " + unit.Container));
        if (unit.IsSlice)
        {
            yield return ("Wants", BusValue.Strings(slice));
        }
        else
        {
            yield return ("Slice", BusValue.Of(slice));
            yield return ("Delegate", BusValue.Of(true));
            yield return ("PIDs", BusValue.Array("u", [BusValue.Of((uint)pid)]));
        }

        yield return ("MemoryAccounting", BusValue.Of(true));
        yield return ("CPUAccounting", BusValue.Of(true));
        yield return (CgroupLayout.Mode == CgroupMode.Unified ? "IOAccounting" : "BlockIOAccounting", BusValue.Of(true));
        yield return ("TasksAccounting", BusValue.Of(true));
        yield return ("DefaultDependencies", BusValue.Of(false));
    }

    /// <summary>Properties that say limits, and the limits as they are then to be written: systemd rounds a share of time up.</summary>
    /// <param name="resources">The limits.</param>
    /// <param name="isUnified">Whether control groups are of version 2.</param>
    /// <param name="version">Gives systemd's version.</param>
    /// <param name="warn">Called where one is not said.</param>
    /// <exception cref="GantryException">Invalid, when one is none.</exception>
    public static (IReadOnlyList<(string Name, BusValue Value)> Properties, LinuxResources Rounded) Of(LinuxResources resources, bool isUnified, Func<int> version, Action<string> warn)
    {
        var properties = new UnitProperties(version, warn);
        if (resources.Devices is { } devices)
            properties.list.AddRange(DeviceProperties.Of(devices, warn));
        if (isUnified)
            properties.MemoryUnified(resources.Memory);
        else if (resources.Memory?.Limit is { } limit and not 0)
            properties.Add("MemoryLimit", (ulong)limit);
        if (isUnified)
            properties.Weight(resources.Cpu);
        else if (resources.Cpu?.Shares is { } shares and not 0)
            properties.Add("CPUShares", shares);
        var quota = properties.Quota(resources.Cpu?.Quota ?? 0, resources.Cpu?.Period ?? 0);
        if (!isUnified && resources.BlockIO?.Weight is { } weight and not 0)
            properties.Add("BlockIOWeight", weight);
        if (resources.Pids?.Limit is { } tasks && (tasks > 0 || tasks == -1))
            properties.Add("TasksMax", (ulong)tasks);
        properties.Processors(resources.Cpu?.Cpus, resources.Cpu?.Mems);
        if (isUnified)
            properties.Files(resources.Unified ?? new Dictionary<string, string>());
        return (properties.list, quota == (resources.Cpu?.Quota ?? 0) ? resources : resources with { Cpu = resources.Cpu! with { Quota = quota } });
    }

    private void Add(string name, ulong value) => list.Add((name, BusValue.Of(value)));

    private void MemoryUnified(LinuxMemory? memory)
    {
        if (memory is null)
            return;
        if (memory.Limit is { } limit and not 0)
            Add("MemoryMax", (ulong)limit);
        if (memory.Reservation is { } reservation and not 0)
            Add("MemoryLow", (ulong)reservation);
        if (Cgroup.SwapAlone(memory) is { } swap and not 0)
            Add("MemorySwapMax", (ulong)swap);
    }

    /// <summary>A weight of zero is systemd's word for a group that runs when no other wants to.</summary>
    private void Weight(LinuxCpu? cpu)
    {
        var isIdle = cpu?.Idle == 1 && KnowsIdle;
        if (isIdle)
            Add("CPUWeight", 0);
        if (cpu?.Shares is not { } shares || shares == 0)
            return;
        if (isIdle)
            warn("unable to apply both CPUWeight and CpuIdle to systemd, ignoring CPUWeight");
        else
            Add("CPUWeight", Cgroup.WeightOf(shares));
    }

    private bool KnowsIdle => version() >= 252;

    private long Quota(long quota, ulong period)
    {
        if (period != 0 && version() >= 242)
            Add("CPUQuotaPeriodUSec", period);
        if (quota == 0 && period == 0)
            return quota;
        var share = Unlimited;
        if (quota > 0)
        {
            period = period == 0 ? DefaultPeriod : period;
            share = (ulong)quota * Second / period;
            if (share % PerCent != 0)
            {
                share = ((share / PerCent) + 1) * PerCent;
                quota = (long)(share * period / Second);
            }
        }

        Add("CPUQuotaPerSecUSec", share);
        return quota;
    }

    private void Processors(string? processors, string? nodes)
    {
        if (processors is { Length: > 0 })
            Mask("AllowedCPUs", processors, $"resources.CPU.Cpus=\"{processors}\" conversion error");
        if (nodes is { Length: > 0 })
            Mask("AllowedMemoryNodes", nodes, $"resources.CPU.Mems=\"{nodes}\" conversion error");
    }

    private void Mask(string name, string text, string what)
    {
        if (version() < 244)
            return;
        try
        {
            list.Add((name, BusValue.Bytes(ProcessorList.Mask(text).AsSpan().TrimEnd((byte)0))));
        }
        catch (GantryException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"{what}: {e.Message}", e);
        }
    }

    /// <summary>Files of version 2 that the document writes itself.</summary>
    private void Files(IReadOnlyDictionary<string, string> files)
    {
        foreach (var (file, given) in files)
        {
            if (file.Contains('/', StringComparison.Ordinal))
                throw new GantryException(ErrorKind.Invalid, $"unified resource \"{file}\" must be a file name (no slashes)");
            if (file.IndexOf('.', StringComparison.Ordinal) <= 0)
                throw new GantryException(ErrorKind.Invalid, $"unified resource \"{file}\" must be in the form CONTROLLER.PARAMETER");
            File(files, file, given.Trim());
        }
    }

    private void File(IReadOnlyDictionary<string, string> files, string file, string value)
    {
        switch (file)
        {
            case "cpu.idle" when value == "1" && KnowsIdle:
                Add("CPUWeight", 0);
                break;
            case "cpu.weight" when files.GetValueOrDefault("cpu.idle")?.Trim() == "1" && KnowsIdle:
                warn("unable to apply both cpu.weight and cpu.idle to systemd, ignoring cpu.weight");
                break;
            case "cpu.weight":
                Add("CPUWeight", Number(file, value));
                break;
            case "cpu.max":
                Bandwidth(file, value);
                break;
            case "cpuset.cpus":
                Mask("AllowedCPUs", value, $"unified resource \"{file}\"=\"{value}\" conversion error");
                break;
            case "cpuset.mems":
                Mask("AllowedMemoryNodes", value, $"unified resource \"{file}\"=\"{value}\" conversion error");
                break;
            case "memory.high" or "memory.low" or "memory.min" or "memory.max":
                Add("Memory" + char.ToUpperInvariant(file[7]) + file[8..], Limit(file, value));
                break;
            case "memory.swap.max":
                Add("MemorySwapMax", Limit(file, value));
                break;
            case "pids.max":
                Add("TasksMax", Limit(file, value));
                break;
        }
    }

    private void Bandwidth(string file, string value)
    {
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is < 1 or > 2)
            throw new GantryException(ErrorKind.Invalid, $"unified resource \"{file}\" value invalid: \"{value}\"");
        Quota(words[0] == "max" ? 0 : (long)Number(file, words[0]), words.Length == 2 ? Number(file, words[1]) : DefaultPeriod);
    }

    private static ulong Limit(string file, string value) => value == "max" ? Unlimited : Number(file, value);

    private static ulong Number(string file, string value) => ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number : throw new GantryException(ErrorKind.Invalid, $"unified resource \"{file}\" value conversion error: parsing \"{value}\": invalid syntax");
}
