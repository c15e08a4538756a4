using Gantry.Cli.Tables;

namespace Gantry.Cli.Usage.Live;

/// <summary>Bytes a second in both directions.</summary>
internal readonly record struct Traffic(double In, double Out)
{
    public double Sum => In + Out;

    /// <summary>What passed between two counts; nothing where there is but one, or where the counter began anew.</summary>
    public static Traffic Between((double In, double Out)? before, (double In, double Out)? now, TimeSpan elapsed) =>
        before is { } one && now is { } other && elapsed > TimeSpan.Zero
            ? new Traffic(Math.Max(0, other.In - one.In) / elapsed.TotalSeconds, Math.Max(0, other.Out - one.Out) / elapsed.TotalSeconds)
            : default;

    public override string ToString() => $"{HumanSize.Decimal(In, 3)}/s {HumanSize.Decimal(Out, 3)}/s";
}
