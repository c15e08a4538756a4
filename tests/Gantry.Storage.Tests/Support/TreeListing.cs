using System.Globalization;
using System.Text;

using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Images;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Storage.Tests.Support;

/// <summary>A tree as text, everything a layer carries: one line an entry.</summary>
internal static class TreeListing
{
    public static string Of(string path)
    {
        using var tree = RootedDirectory.Open(path);
        using var root = tree.Open("", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        var text = new StringBuilder();
        var inodes = new Dictionary<ulong, string>();
        Walk(root, "", text, inodes);
        return text.ToString();
    }

    private static void Walk(SafeFileHandle directory, string path, StringBuilder text, Dictionary<ulong, string> inodes)
    {
        foreach (var name in DirectoryEntries.Names(directory))
        {
            var status = At.Status(directory, name);
            var child = $"{path}/{name}";
            text.Append(CultureInfo.InvariantCulture, $"{FileName.ToText(child)} {status.Kind} {Convert.ToString(status.Permissions, 8)} {status.UserId}:{status.GroupId}");
            text.Append(CultureInfo.InvariantCulture, $" {status.Modified.Seconds}.{status.Modified.Nanoseconds:D9}");
            if (!status.IsDirectory && status.Links > 1 && !inodes.TryAdd(status.Inode, child)) text.Append(CultureInfo.InvariantCulture, $" = {inodes[status.Inode]}");
            if (status.Kind is FileKind.CharacterDevice or FileKind.BlockDevice) text.Append(CultureInfo.InvariantCulture, $" {status.Node.Major},{status.Node.Minor}");
            if (status.Kind == FileKind.SymbolicLink) text.Append(CultureInfo.InvariantCulture, $" -> {At.ReadLink(directory, name)}");
            foreach (var attribute in ExtendedAttributes.List(directory, name))
                text.Append(CultureInfo.InvariantCulture, $" {attribute}={Convert.ToHexStringLower(ExtendedAttributes.Get(directory, name, attribute)!)}");
            if (status.Kind == FileKind.Regular)
            {
                using var file = At.Open(directory, name, OpenFlags.O_RDONLY);
                var content = new byte[status.Size];
                var length = RandomAccess.Read(file, content, 0);
                text.Append(CultureInfo.InvariantCulture, $" {status.Size} {Digest.Of(content.AsSpan(0, length)).Short}");
            }

            text.Append('\n');
            if (!status.IsDirectory) continue;
            using var open = At.Open(directory, name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            Walk(open, child, text, inodes);
        }
    }
}
