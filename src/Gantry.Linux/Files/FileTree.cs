using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Files;

/// <summary>Whole trees.</summary>
public static class FileTree
{
    /// <summary>How deep a tree is walked with one open directory a level; trees that strangers made may be deeper.</summary>
    public const int DepthLimit = 256;

    /// <summary>Removes a name and everything below it; a name that does not exist is no error. Symbolic links are removed, not followed.</summary>
    /// <param name="directory">The directory that holds the name.</param>
    /// <param name="name">One component.</param>
    /// <exception cref="KernelException">The kernel refused; part of the tree may be gone.</exception>
    public static void Remove(SafeFileHandle directory, string name)
    {
        if (TryRemoveFile(directory, name)) return;
        var tooDeep = new Queue<string>([name]);
        while (tooDeep.TryDequeue(out var next)) RemoveDirectory(directory, next, tooDeep, keeps: false);
    }

    /// <summary>Removes a name and the files below it, but leaves the directories, empty. What is deeper than <see cref="DepthLimit"/> is left as it is.</summary>
    /// <param name="directory">The directory that holds the name.</param>
    /// <param name="name">One component.</param>
    /// <returns>How many files are gone.</returns>
    /// <exception cref="KernelException">The kernel refused; part of the files may be gone.</exception>
    public static int RemoveFiles(SafeFileHandle directory, string name) =>
        TryRemoveFile(directory, name) ? 1 : RemoveDirectory(directory, name, new Queue<string>(), keeps: true);

    /// <summary>Removes a directory depth first, or, where directories are kept, its files. What lies deeper than the limit is moved up beside it, for a walk of
    /// its own. Answers how many files are gone.</summary>
    private static int RemoveDirectory(SafeFileHandle directory, string name, Queue<string> tooDeep, bool keeps)
    {
        var files = 0;
        var open = new Stack<(SafeFileHandle Handle, string Name, Queue<string> Left)>();
        try
        {
            Enter(directory, name);
            while (open.TryPeek(out var level))
            {
                if (level.Left.TryDequeue(out var child))
                {
                    if (TryRemoveFile(level.Handle, child)) files++;
                    else if (open.Count < DepthLimit) Enter(level.Handle, child);
                    else if (!keeps) MoveUp(level.Handle, child);
                    continue;
                }

                open.Pop();
                level.Handle.Dispose();
                if (keeps) continue;
                var parent = open.TryPeek(out var above) ? above.Handle : directory;
                var errno = At.TryRemove(parent, level.Name, isDirectory: true);
                if (errno is not (0 or Errno.ENOENT)) throw new KernelException("rmdir", FileName.ToText(level.Name), errno);
            }
        }
        finally
        {
            foreach (var level in open) level.Handle.Dispose();
        }

        return files;

        void Enter(SafeFileHandle parent, string child)
        {
            var handle = At.Open(parent, child, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            open.Push((handle, child, new Queue<string>(DirectoryEntries.Names(handle))));
        }

        void MoveUp(SafeFileHandle parent, string child)
        {
            var aside = $".deep-{Guid.NewGuid():N}";
            var errno = At.TryRename(parent, child, directory, aside);
            if (errno != 0) throw new KernelException("rename", FileName.ToText(child), errno);
            tooDeep.Enqueue(aside);
        }
    }

    /// <summary>Whether the name is gone; false for a directory.</summary>
    private static bool TryRemoveFile(SafeFileHandle directory, string name) => At.TryRemove(directory, name, isDirectory: false) switch
    {
        0 or Errno.ENOENT => true,
        Errno.EISDIR or Errno.EPERM => false,
        var errno => throw new KernelException("unlink", FileName.ToText(name), errno),
    };
}
