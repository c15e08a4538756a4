using System.Runtime.InteropServices;

namespace Gantry.Compose.Observed;

/// <summary>Compares platforms, which people write in several ways.</summary>
internal static class Platforms
{
    /// <summary>Whether two platforms, <c>os/architecture[/variant]</c> or less, are the same.</summary>
    public static bool AreEqual(string one, string other) => Normal(one) == Normal(other);

    private static string Normal(string platform)
    {
        var parts = platform.ToLowerInvariant().Split('/');
        var (os, architecture, variant) = parts.Length switch
        {
            1 when parts[0] is "linux" or "windows" or "darwin" => (parts[0], Host, ""),
            1 => ("linux", parts[0], ""),
            2 => (parts[0], parts[1], ""),
            _ => (parts[0], parts[1], parts[2]),
        };
        architecture = architecture switch
        {
            "x86_64" or "x86-64" => "amd64",
            "aarch64" => "arm64",
            "i386" => "386",
            "armhf" => "arm",
            _ => architecture,
        };
        // Variants that are all there is of their architecture.
        if ((architecture, variant) is ("arm64", "v8" or "8") or ("amd64", "v1"))
            variant = "";
        if ((architecture, variant) is ("arm", ""))
            variant = "v7";
        return $"{os}/{architecture}/{variant}";
    }

    private static string Host => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.Arm64 => "arm64",
        Architecture.X86 => "386",
        Architecture.Arm => "arm",
        var other => other.ToString().ToLowerInvariant(),
    };
}
