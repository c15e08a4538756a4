using Gantry.Linux.Cgroups;

namespace Gantry.Runtime.CommandLine.Answers;

/// <summary>How long members had to wait for a resource: averages in per cent, the total in microseconds.</summary>
internal sealed record PressureAnswer
{
    public PressureLineAnswer Some { get; init; } = new();

    public PressureLineAnswer Full { get; init; } = new();

    /// <summary>The pressure of a resource; null where the kernel does not tell.</summary>
    public static PressureAnswer? Of(Cgroup group, string resource) =>
        group.Pressure(resource) is not { } found ? null : new PressureAnswer { Some = Line(found.Some), Full = Line(found.Full) };

    private static PressureLineAnswer Line(PressureLine line) => new() { Avg10 = line.Average10, Avg60 = line.Average60, Avg300 = line.Average300, Total = line.Total };
}

internal sealed record PressureLineAnswer
{
    public double Avg10 { get; init; }

    public double Avg60 { get; init; }

    public double Avg300 { get; init; }

    public ulong Total { get; init; }
}
