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
            Number(user) ?? FindUser(tree, user)?.User ?? throw new GantryException(ErrorKind.Internal, $"can't find uid for user {user}: no such user: {user}"),
            Number(group) ?? FindGroup(tree, group) ?? throw new GantryException(ErrorKind.Internal, $"can't find gid for group {group}: no such group: {group}"));
    }

    /// <summary>A user's numbers, as the tree's passwd(5) has them; null where it has no such name.</summary>
    internal static (uint User, uint Group)? FindUser(RootedDirectory tree, string name) =>
        Fields(tree, "/etc/passwd", name) is { Length: > 3 } fields && Number(fields[2]) is { } user ? (user, Number(fields[3]) ?? 0) : null;

    /// <summary>A group's number, as the tree's group(5) has it; null where it has no such name.</summary>
    internal static uint? FindGroup(RootedDirectory tree, string name) => Fields(tree, "/etc/group", name) is { Length: > 2 } fields ? Number(fields[2]) : null;

    private static uint? Number(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string[]? Fields(RootedDirectory tree, string file, string name) =>
        (Read(tree, file) ?? "").Split('\n').Select(l => l.Split(':')).FirstOrDefault(f => f.Length > 2 && f[0] == name && Number(f[2]) is not null);

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
