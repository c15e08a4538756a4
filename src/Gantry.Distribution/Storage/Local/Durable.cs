using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Distribution.Storage.Local;

/// <summary>Changes of the file system that are still there after a power failure: content first, then the name, then the directory that holds it.</summary>
internal static class Durable
{
    /// <summary>Puts a file whose content is durable in its place, over what was there.</summary>
    public static void Move(string from, string to)
    {
        MakeDirectory(Path.GetDirectoryName(to)!);
        File.Move(from, to, overwrite: true);
        SynchronizeDirectory(Path.GetDirectoryName(to)!);
    }

    /// <summary>Writes a file by way of a temporary one, which is on the same file system.</summary>
    public static void Write(string path, string temporary, ReadOnlySpan<byte> content)
    {
        try
        {
            using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                RandomAccess.Write(file, content, 0);
                OpenFile.Synchronize(file, temporary);
            }

            Move(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Makes sure an empty file is there; its name is all it says.</summary>
    /// <returns>Whether it was not there before.</returns>
    public static bool Mark(string path)
    {
        var made = !File.Exists(path);
        if (made)
        {
            MakeDirectory(Path.GetDirectoryName(path)!);
            File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
        }

        // Also where it was there: whoever made it may not have come this far yet.
        SynchronizeDirectory(Path.GetDirectoryName(path)!);
        return made;
    }

    /// <summary>Removes a file.</summary>
    /// <returns>Whether it was there.</returns>
    public static bool Remove(string path)
    {
        if (!File.Exists(path))
            return false;
        File.Delete(path);
        SynchronizeDirectory(Path.GetDirectoryName(path)!);
        return true;
    }

    /// <summary>Makes a directory and those above it that are missing.</summary>
    public static void MakeDirectory(string path)
    {
        if (Directory.Exists(path))
            return;
        var parent = Path.GetDirectoryName(path)!;
        MakeDirectory(parent);
        Directory.CreateDirectory(path);
        SynchronizeDirectory(parent);
    }

    private static void SynchronizeDirectory(string path)
    {
        using SafeFileHandle directory = OpenFile.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        OpenFile.Synchronize(directory, path);
    }
}
