using System.Runtime.InteropServices;

using Gantry.Linux.Files;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Mounts;

/// <summary>A file system with more mounted into it, in a mount namespace that only this object holds: nothing of it can be seen or is left
/// on the host, however this process ends.</summary>
public sealed partial class PrivateMounts : IDisposable
{
    private readonly SafeFileHandle _namespace;

    private PrivateMounts(SafeFileHandle space, RootedDirectory tree)
    {
        _namespace = space;
        Tree = tree;
    }

    /// <summary>The tree, with what is mounted into it.</summary>
    public RootedDirectory Tree { get; }

    /// <summary>Mounts a file system and binds into it.</summary>
    /// <param name="type">The file system.</param>
    /// <param name="options">Its options, as mount(2) takes them; relative paths start at <paramref name="workingDirectory"/>.</param>
    /// <param name="workingDirectory">Where relative paths start.</param>
    /// <param name="directory">An existing directory to mount on, which stays as it is for everybody else.</param>
    /// <param name="binds">What is mounted into it, in this order; missing targets are made.</param>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static PrivateMounts Open(string type, string options, string workingDirectory, string directory, IReadOnlyList<PrivateBind> binds)
    {
        PrivateMounts? opened = null;
        Exception? failure = null;
        // A thread of its own: it leaves the namespace it shares with all others and never comes back.
        var thread = new Thread(Work, 256 * 1024) { IsBackground = true };
        thread.Start();
        thread.Join();
        return failure is null ? opened! : throw failure;

        void Work()
        {
            try
            {
                opened = Build(type, options, workingDirectory, directory, binds);
            }
            catch (Exception e)
            {
                failure = e;
            }
        }
    }

    /// <summary>Unmounts everything.</summary>
    public void Dispose()
    {
        Tree.Dispose();
        _namespace.Dispose();
    }

    private static PrivateMounts Build(string type, string options, string workingDirectory, string directory, IReadOnlyList<PrivateBind> binds)
    {
        if (unshare((int)NamespaceFlags.Mount) != 0) throw KernelException.Last("unshare", "mount namespace");
        // What the host unmounts must not be held here.
        Mount("none", "/", null, MountFlags.Slave | MountFlags.Recursive, null);
        if (chdir(workingDirectory) != 0) throw KernelException.Last("chdir", workingDirectory);
        Mount(type, directory, type, MountFlags.None, options);
        var space = OpenFile.Open("/proc/thread-self/ns/mnt", OpenFlags.O_RDONLY);
        var tree = RootedDirectory.Open(directory);
        try
        {
            foreach (var bind in binds) Bind(tree, bind);
            return new PrivateMounts(space, tree);
        }
        catch
        {
            tree.Dispose();
            space.Dispose();
            throw;
        }
    }

    private static void Bind(RootedDirectory tree, PrivateBind bind)
    {
        using var target = Target(tree, FileName.FromText(bind.Target), Directory.Exists(bind.Source));
        Mount(bind.Source, $"/proc/self/fd/{target.DangerousGetHandle()}", null, MountFlags.Bind | MountFlags.Recursive, null);
        if (!bind.IsReadOnly) return;
        using var mounted = tree.Open(FileName.FromText(bind.Target), OpenFlags.O_PATH);
        Mount("none", $"/proc/self/fd/{mounted.DangerousGetHandle()}", null, MountFlags.Bind | MountFlags.Remount | MountFlags.ReadOnly, null);
    }

    private static SafeFileHandle Target(RootedDirectory tree, string path, bool isDirectory)
    {
        if (tree.TryOpen(path, OpenFlags.O_PATH, out _) is { } found) return found;
        if (isDirectory) return tree.EnsureDirectory(path);
        var slash = path.TrimEnd('/').LastIndexOf('/');
        tree.EnsureDirectory(slash < 0 ? "" : path[..slash]).Dispose();
        tree.Open(path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT, 0x1A4).Dispose();
        return tree.Open(path, OpenFlags.O_PATH);
    }

    private static void Mount(string source, string target, string? type, MountFlags flags, string? data)
    {
        if (mount(source, target, type, (nuint)(ulong)flags, data) != 0) throw KernelException.Last("mount", target);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chdir(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string? type, nuint flags, string? data);
}
