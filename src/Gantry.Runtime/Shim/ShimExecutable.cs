using Gantry.Runtime.Launch;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Runtime.Shim;

/// <summary>The program that shims are started from. They become containers by cloning themselves, so it is executed sealed: no container can write to it
/// (CVE-2019-5736), and all shims of a daemon are of its own version, also after the file was replaced.</summary>
public sealed class ShimExecutable
{
    private readonly Lazy<SafeFileHandle> file;

    /// <summary>A program on disk.</summary>
    /// <param name="path">Path of the program.</param>
    public ShimExecutable(string path)
    {
        Path = path;
        file = new(() => SealedExecutable.Open(path));
    }

    /// <summary>A program that is a constant of this one.</summary>
    /// <param name="path">Path of this program.</param>
    /// <param name="program">The other one, as a file would have it; where it cannot be sealed, this one is executed.</param>
    /// <exception cref="Gantry.Linux.Syscalls.KernelException">It cannot be held in memory.</exception>
    public ShimExecutable(string path, ReadOnlySpan<byte> program)
    {
        Path = path;
        var held = SealedExecutable.Hold(program);
        file = new(() => held ?? SealedExecutable.Open(path));
    }

    /// <summary>The path of the daemon's own program, by which shims are listed (argv[0]).</summary>
    public string Path { get; }

    /// <summary>The path to execute. It names this process: a child that is started gets other descriptors in the place of its own before it executes.</summary>
    /// <exception cref="Gantry.Linux.Syscalls.KernelException">It cannot be sealed.</exception>
    public string SealedPath => $"/proc/{Environment.ProcessId}/fd/{file.Value.DangerousGetHandle()}";
}
