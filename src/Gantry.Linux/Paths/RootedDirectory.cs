using System.Runtime.InteropServices;

using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Paths;

/// <summary>A tree that may be hostile: paths are resolved by the kernel with this directory as "/" (openat2(2) with RESOLVE_IN_ROOT),
/// so neither "..", nor absolute or relative symbolic links, nor a race with a process inside lead out of it. Names are in the form
/// of <see cref="FileName"/>.</summary>
/// <param name="root">The open directory; owned from here on.</param>
public sealed unsafe partial class RootedDirectory(SafeFileHandle root) : IDisposable
{
    private const long OpenAt2 = 437;
    private const int LinkLimit = 40; // as the kernel's
    private const uint ImpliedPermissions = 0x1ED; // 0755, what directories get that a path needs and nobody described

    /// <summary>The open directory.</summary>
    public SafeFileHandle Handle { get; } = root;

    /// <summary>Opens a directory of this host as the root of a tree.</summary>
    /// <param name="path">The directory.</param>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static RootedDirectory Open(string path) => new(OpenFile.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY));

    /// <summary>Opens what a path leads to inside the tree, following symbolic links inside it.</summary>
    /// <param name="path">The path; a leading slash makes no difference.</param>
    /// <param name="flags">Flags of openat(2); close-on-exec is added.</param>
    /// <param name="errno">The reason when the answer is null.</param>
    /// <param name="permissions">The permission bits of a new file.</param>
    public SafeFileHandle? TryOpen(string path, int flags, out int errno, uint permissions = 0) =>
        TryOpen(path, flags, OpenFlags.RESOLVE_IN_ROOT | OpenFlags.RESOLVE_NO_MAGICLINKS, permissions, out errno);

    /// <summary>Opens what a path leads to if it never leaves the tree on the way: a symbolic link that is absolute or leads above the tree is an
    /// error (EXDEV) rather than taken as starting at the tree.</summary>
    /// <param name="path">The path, without a leading slash.</param>
    /// <param name="flags">Flags of openat(2); close-on-exec is added.</param>
    /// <param name="errno">The reason when the answer is null.</param>
    public SafeFileHandle? TryOpenBeneath(string path, int flags, out int errno) =>
        TryOpen(path, flags, OpenFlags.RESOLVE_BENEATH | OpenFlags.RESOLVE_NO_MAGICLINKS, 0, out errno);

    /// <summary>Opens what a path names inside the tree if no component of it is a symbolic link. With <see cref="OpenFlags.O_PATH"/> and
    /// <see cref="OpenFlags.O_NOFOLLOW"/> the last component may be one, and the handle stands for the link itself.</summary>
    /// <param name="path">The path, without a leading slash.</param>
    /// <param name="flags">Flags of openat(2); close-on-exec is added.</param>
    /// <param name="errno">The reason when the answer is null.</param>
    public SafeFileHandle? TryOpenLiterally(string path, int flags, out int errno) =>
        TryOpen(path, flags, OpenFlags.RESOLVE_BENEATH | OpenFlags.RESOLVE_NO_SYMLINKS, 0, out errno);

    /// <summary>Opens what a path leads to inside the tree.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public SafeFileHandle Open(string path, int flags, uint permissions = 0) =>
        TryOpen(path, flags, out var errno, permissions) ?? throw new KernelException("open", FileName.ToText(path), errno);

    /// <summary>Opens a directory inside the tree, making the components that are missing with mode 0755. A symbolic link to a directory
    /// that is missing gets that directory.</summary>
    /// <exception cref="KernelException">The kernel refused, for example because a component is no directory.</exception>
    public SafeFileHandle EnsureDirectory(string path) => EnsureDirectory(path, 0);

    private SafeFileHandle EnsureDirectory(string path, int links)
    {
        const int flags = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY;
        if (TryOpen(path, flags, out var errno) is { } found) return found;
        if (links > LinkLimit) errno = Errno.ELOOP;
        if (errno != Errno.ENOENT) throw new KernelException("mkdir", FileName.ToText(path), errno);

        var made = "";
        var parent = Open("", flags);
        foreach (var component in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var above = made;
            made = made.Length == 0 ? component : $"{made}/{component}";
            var next = TryOpen(made, flags, out errno);
            using (parent)
            {
                if (next is null && errno == Errno.ENOENT) next = MakeOne(parent, above, component, made, links);
            }

            parent = next ?? throw new KernelException("mkdir", FileName.ToText(made), errno);
        }

        return parent;
    }

    private SafeFileHandle MakeOne(SafeFileHandle parent, string above, string component, string made, int links)
    {
        switch (At.TryMakeDirectory(parent, component, ImpliedPermissions))
        {
            case 0:
                At.ChangePermissions(parent, component, ImpliedPermissions); // whatever the umask
                return Open(made, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
            case Errno.EEXIST: // a dangling symbolic link
                var target = At.ReadLink(parent, component);
                return EnsureDirectory(target.StartsWith('/') ? target : $"{above}/{target}", links + 1);
            case var errno:
                throw new KernelException("mkdir", FileName.ToText(made), errno);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private SafeFileHandle? TryOpen(string path, int flags, int resolve, uint permissions, out int errno)
    {
        var how = stackalloc ulong[3] { (ulong)(uint)(flags | OpenFlags.O_CLOEXEC), permissions, (ulong)resolve };
        nint descriptor;
        fixed (byte* p = FileName.Terminated(path.Length == 0 ? "." : path, stackalloc byte[FileName.PathLimit]))
        {
            // EAGAIN: something was renamed meanwhile and ".." could not be judged; the manual page says to try again.
            do descriptor = syscall(OpenAt2, Handle, p, how, 24);
            while (descriptor < 0 && Marshal.GetLastPInvokeError() is Errno.EAGAIN or Errno.EINTR);
        }

        errno = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(long number, SafeFileHandle directory, byte* path, ulong* how, nuint size);
}
