namespace Gantry.Build.Solver;

/// <summary>The rules by which the build cache is cleaned where the administrator sets none, as Docker has them.</summary>
public static class CacheRules
{
    private const long Gigabyte = 1_000_000_000;
    private const long LeastForLooseData = 512_000_000;
    private const double ShareOfLooseData = Math.E * Math.PI * 1.618033988749895 / 100;

    /// <summary>The rules in their order: what is easily had again goes after two days, anything after sixty, then what is above the limits, at last
    /// with what images share.</summary>
    /// <param name="diskBytes">The size of the disk: a tenth is reserved, up to four fifths are used, a fifth stays free.</param>
    /// <param name="settings">What the administrator has said otherwise.</param>
    public static IReadOnlyList<PruneRequest> Default(long diskBytes, CacheSettings settings)
    {
        var reserved = settings.ReservedSpace ?? Share(diskBytes, 10);
        var (most, free) = (settings.MaxUsedSpace ?? Share(diskBytes, 80), settings.MinFreeSpace ?? Share(diskBytes, 20));
        var limits = new PruneRequest { ReservedSpace = reserved, MaxUsedSpace = most, MinFreeSpace = free };
        return
        [
            new PruneRequest
            {
                Filters = ["type==source.local", "type==exec.cachemount", "type==source.git.checkout"],
                KeepDuration = TimeSpan.FromHours(48),
                MaxUsedSpace = Math.Max(LeastForLooseData, (long)Math.Round(reserved * ShareOfLooseData)),
            },
            limits with { KeepDuration = TimeSpan.FromDays(60) },
            limits,
            limits with { All = true },
        ];
    }

    /// <summary>A part of the disk in whole gigabytes, rounded up as Docker does: binary ones are counted, decimal ones are meant.</summary>
    private static long Share(long diskBytes, int percent) => ((diskBytes * percent / 100 / (1L << 30)) + 1) * Gigabyte;
}
