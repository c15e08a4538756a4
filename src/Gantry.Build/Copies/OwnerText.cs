using System.Globalization;

using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

namespace Gantry.Build.Copies;

/// <summary><c>--chown</c>: <c>user[:group]</c>, by name or number; a user alone is also the group.</summary>
internal static class OwnerText
{
    private const int TextLimit = 4 << 20;

    /// <summary>Looks names up in the tree's own files.</summary>
    /// <exception cref="GantryException">Invalid: the form, or a name that is in no file.</exception>
    public static (uint User, uint Group) Resolve(RootedDirectory tree, string text)
    {
        var parts = text.Split(':');
        if (parts.Length > 2) throw new GantryException(ErrorKind.Internal, $"invalid chown string format: {text}");
        var (user, group) = (parts[0], parts.Length == 2 ? parts[1] : parts[0]);
        return (
            Find(tree, "/etc/passwd", user) ?? throw new GantryException(ErrorKind.Internal, $"can't find uid for user {user}: no such user: {user}"),
            Find(tree, "/etc/group", group) ?? throw new GantryException(ErrorKind.Internal, $"can't find gid for group {group}: no such group: {group}"));
    }

    /// <summary>The number of a name in a file of the form of passwd(5) or group(5); null where there is none.</summary>
    internal static uint? Find(RootedDirectory tree, string file, string name)
    {
        if (uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        foreach (var line in (Read(tree, file) ?? "").Split('\n'))
        {
            var fields = line.Split(':');
            if (fields.Length > 2 && fields[0] == name && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var found)) return found;
        }

        return null;
    }

    private static string? Read(RootedDirectory tree, string path)
    {
        var file = tree.TryOpen(path, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, out _);
        if (file is null) return null;
        using var stream = new FileStream(file, FileAccess.Read, 0);
        if (At.Status(file) is not { Kind: FileKind.Regular, Size: <= TextLimit }) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
