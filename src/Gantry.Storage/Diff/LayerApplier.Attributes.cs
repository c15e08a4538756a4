using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Storage.Diff;

internal sealed partial class LayerApplier
{
    /// <summary>Owner, attributes, permissions and times of something that is no ordinary file.</summary>
    private static void Describe(TarEntry entry, SafeFileHandle parent, string path, string name)
    {
        At.ChangeOwner(parent, name, entry.UserId, entry.GroupId);
        foreach (var (attribute, value) in entry.Attributes)
            if (IsKept(attribute)) CheckAttribute(ExtendedAttributes.TrySet(parent, name, attribute, value), path);
        if (entry.Kind != TarEntryKind.SymbolicLink) At.ChangePermissions(parent, name, entry.Permissions);
        if (entry.Modified != FileTime.Omit) At.SetTimes(parent, name, entry.Modified, entry.Modified);
    }

    /// <summary>overlayfs keeps its own notes in attributes; a tar that brings such could point one directory of the tree at another.</summary>
    internal static bool IsKept(string attribute) =>
        !attribute.StartsWith("trusted.overlay.", StringComparison.Ordinal) && !attribute.StartsWith("user.overlay.", StringComparison.Ordinal);

    /// <summary>Attributes the file system or the name space has no room for are left out, as Docker does.</summary>
    private static void CheckAttribute(int errno, string path)
    {
        if (errno is not (0 or Errno.EOPNOTSUPP or Errno.EPERM)) throw new KernelException("setxattr", FileName.ToText(path), errno);
    }

    /// <summary>Directories get their times last, since every entry made in them changes these.</summary>
    private void SetDirectoryTimes()
    {
        foreach (var (path, modified) in _directoryTimes)
        {
            var (directory, name) = EntryPath.Split(path);
            var parent = _parents.Get(directory);
            if (At.TryStatus(parent, name, out _) is { IsDirectory: true }) At.SetTimes(parent, name, modified, modified);
        }
    }
}
