namespace Gantry.Linux.Cgroups;

/// <content>What is used.</content>
public sealed partial class Cgroup
{
    /// <summary>Reads what the members use, those of groups below included.</summary>
    public CgroupUsage Usage()
    {
        using var meter = Meter();
        return meter.Read();
    }

    /// <summary>Reads the same again and again.</summary>
    public CgroupMeter Meter() => Whole is { } unified ? new CgroupMeter(unified) : new CgroupMeter(Controller);
}
