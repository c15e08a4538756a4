using Gantry.Runtime.Launch;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Runtime.Shim;

/// <summary>The program that shims are started from. They become containers by cloning themselves, so it is executed sealed: no container can write to it
/// (CVE-2019-5736), and all shims of a daemon are of its own version, also after the file was replaced.</summary>
/// <param name="path">Path of the program.</param>
public sealed class ShimExecutable(string path)
{
    private readonly Lazy<SafeFileHandle> file = new(() => SealedExecutable.Open(path));

    /// <summary>Its path, by which it is listed (argv[0]).</summary>
    public string Path => path;

    /// <summary>The path to execute in this process.</summary>
    /// <exception cref="Gantry.Linux.Syscalls.KernelException">It cannot be sealed.</exception>
    public string SealedPath => $"/proc/self/fd/{file.Value.DangerousGetHandle()}";
}
