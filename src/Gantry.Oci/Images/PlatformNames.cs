using System.Runtime.InteropServices;

using ProcessorArchitecture = System.Runtime.InteropServices.Architecture;

namespace Gantry.Oci.Images;

/// <summary>Names of systems and architectures: Go's, and what else people call them.</summary>
internal static class PlatformNames
{
    private static readonly HashSet<string> Systems =
    [
        "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd", "openbsd", "plan9", "solaris", "windows", "zos",
    ];

    private static readonly HashSet<string> Architectures =
    [
        "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "ppc64", "ppc64le", "loong64", "mips", "mipsle", "mips64", "mips64le", "mips64p32", "mips64p32le",
        "ppc", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64", "wasm",
    ];

    /// <summary>This machine's architecture.</summary>
    public static string OwnArchitecture { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        ProcessorArchitecture.X64 => "amd64",
        var other => other.ToString().ToLowerInvariant(),
    };

    public static bool IsSystem(string name) => Systems.Contains(name);

    public static bool IsArchitecture(string name) => Architectures.Contains(name);

    public static string OperatingSystem(string name) => name.ToLowerInvariant() switch
    {
        "macos" => "darwin",
        var other => other,
    };

    public static string Architecture(string name) => name.ToLowerInvariant() switch
    {
        "i386" => "386",
        "x86_64" or "x86-64" => "amd64",
        "aarch64" => "arm64",
        var other => other,
    };
}
