using System.Globalization;

using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.Users;

/// <summary>A user as the kernel knows it, with its home.</summary>
/// <param name="User">Numbers.</param>
/// <param name="Home">Home directory; <c>/</c> when unknown.</param>
public sealed record ResolvedUser(User User, string Home);

/// <summary>Finds users and groups in a container's own files, by Docker's rules.</summary>
public static class UserLookup
{
    /// <summary>Resolves <c>user[:group]</c> and further groups.</summary>
    /// <param name="text">Names or numbers; empty: root.</param>
    /// <param name="additional">Further groups, names or numbers.</param>
    /// <param name="passwd">Text of the passwd file; null: there is none.</param>
    /// <param name="group">Text of the group file; null: there is none.</param>
    /// <exception cref="GantryException">Invalid, for a name that is in no file or a number out of range.</exception>
    public static ResolvedUser Resolve(string text, IReadOnlyList<string> additional, string? passwd, string? group)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (user, wantedGroup) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        if (user.Length == 0)
            user = "0";
        var users = Lines(passwd, 7);
        var groups = Lines(group, 3);

        var byNumber = TryNumber(user, out var uid);
        var entry = users.FirstOrDefault(e => e[0] == user) ?? (byNumber ? users.FirstOrDefault(e => e[2] == user) : null);
        if (entry is null && !byNumber)
            throw new GantryException(ErrorKind.Invalid, $"unable to find user {user}: no matching entries in passwd file");
        if (entry is not null)
            uid = uint.Parse(entry[2], CultureInfo.InvariantCulture);
        var gid = entry is null ? 0 : uint.Parse(entry[3], CultureInfo.InvariantCulture);

        var further = new List<uint>();
        if (wantedGroup.Length > 0)
        {
            gid = Group(groups, wantedGroup);
        }
        else if (entry is not null)
        {
            further.AddRange(groups.Where(g => g.Length > 3 && g[3].Split(',').Contains(entry[0])).Select(g => uint.Parse(g[2], CultureInfo.InvariantCulture)));
        }

        // Twice, where the user is in a group that is also named: so it is with Docker.
        further.AddRange(additional.Select(name => Group(groups, name)).Distinct());
        return new ResolvedUser(
            new User { Uid = uid, Gid = gid, AdditionalGids = [gid, .. further] },
            entry is { Length: > 5 } && entry[5].Length > 0 ? entry[5] : "/");
    }

    private static uint Group(List<string[]> groups, string name)
    {
        var number = TryNumber(name, out var gid);
        var entry = groups.FirstOrDefault(g => g[0] == name);
        if (entry is not null)
            return uint.Parse(entry[2], CultureInfo.InvariantCulture);
        return number ? gid : throw new GantryException(ErrorKind.Invalid, $"unable to find group {name}: no matching entries in group file");
    }

    private static bool TryNumber(string text, out uint number)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            number = 0;
            return false;
        }

        if (value is < 0 or > int.MaxValue)
            throw new GantryException(ErrorKind.Invalid, "uids and gids must be in range 0-2147483647");
        number = (uint)value;
        return true;
    }

    /// <summary>Lines of colon-separated fields whose numbers are numbers; damaged ones are left out.</summary>
    private static List<string[]> Lines(string? text, int fields) =>
    [
        .. (text ?? "").Split('\n').Select(l => l.Trim().Split(':'))
            .Where(f => f.Length >= fields && uint.TryParse(f[2], CultureInfo.InvariantCulture, out _) && (fields < 4 || uint.TryParse(f[3], CultureInfo.InvariantCulture, out _))),
    ];
}
