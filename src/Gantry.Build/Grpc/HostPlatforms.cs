using Gantry.Oci.Images;

namespace Gantry.Build.Grpc;

/// <summary>The platforms whose programs this machine runs: its own, the levels of x86-64 that its processor has (the psABI's
/// micro-architecture levels), and the 32-bit one below it where the kernel has it.</summary>
public static class HostPlatforms
{
    private static readonly (string Variant, string[] Flags)[] Levels =
    [
        ("v2", ["cx16", "lahf_lm", "popcnt", "sse4_1", "sse4_2", "ssse3"]),
        ("v3", ["abm", "avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "movbe", "xsave"]),
        ("v4", ["avx512bw", "avx512cd", "avx512dq", "avx512f", "avx512vl"]),
    ];

    // Only kernels that run them have the setting (CONFIG_IA32_EMULATION).
    private const string Vsyscall32 = "/proc/sys/abi/vsyscall32";

    /// <summary>This machine's.</summary>
    public static IReadOnlyList<Platform> Read() => Of(File.ReadLines("/proc/cpuinfo"), File.Exists(Vsyscall32));

    /// <summary>Those of a processor.</summary>
    /// <param name="cpuinfo">The lines of its /proc/cpuinfo.</param>
    /// <param name="has32">Whether the kernel runs 32-bit programs.</param>
    internal static IReadOnlyList<Platform> Of(IEnumerable<string> cpuinfo, bool has32)
    {
        var line = cpuinfo.FirstOrDefault(l => l.StartsWith("flags", StringComparison.Ordinal)) ?? "";
        var flags = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        var own = new Platform { Os = "linux", Architecture = "amd64" };
        return [own, .. Levels.TakeWhile(l => l.Flags.All(flags.Contains)).Select(l => own with { Variant = l.Variant }), .. has32 ? (Platform[])[own with { Architecture = "386" }] : []];
    }
}
