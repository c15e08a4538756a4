using System.Diagnostics;
using System.Globalization;

using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Engine.UserNamespaces;

/// <summary>Finds the ids of the host that containers get, as dockerd's <c>--userns-remap</c> names them: the ranges granted to a user and a group in
/// <c>/etc/subuid</c> and <c>/etc/subgid</c> (subuid(5)).</summary>
/// <param name="directory">Where the files are.</param>
public sealed class SubordinateIds(string directory = "/etc")
{
    private const string DefaultUser = "dockremap";
    private const uint DefaultSize = 65536;
    private const uint DefaultFirst = 100000;

    /// <summary>Resolves <c>default</c>, <c>user[:group]</c> by names or numbers. The default user is made when it is not there, and gets ranges.</summary>
    /// <param name="text">As the administrator wrote it.</param>
    /// <exception cref="GantryException">Invalid: no such user or group, or nothing is granted to them; the texts are Docker's.</exception>
    public IdMappings Resolve(string text)
    {
        var parts = text.Split(':');
        if (parts.Length > 2)
            throw Invalid($"Invalid user/group specification in --userns-remap: \"{text}\"");
        if (parts[0] == "default")
            MakeDefault();
        var user = User(parts[0] == "default" ? DefaultUser : parts[0]);
        var group = parts.Length == 2 ? Group(parts[1]) : GroupOf(user.Group) ?? user.Name;
        return user.Name == "root"
            ? new IdMappings([], [])
            : new IdMappings(Ranges("subuid", user.Name, user.Id, "uid", "user"), Ranges("subgid", group, null, "gid", "group"));
    }

    private (string Name, uint Id, uint Group) User(string name)
    {
        var isNumber = uint.TryParse(name, CultureInfo.InvariantCulture, out var number);
        foreach (var fields in Lines("passwd"))
        {
            if (fields.Length > 3 && (fields[0] == name || (isNumber && fields[2] == name)))
                return (fields[0], uint.Parse(fields[2], CultureInfo.InvariantCulture), uint.Parse(fields[3], CultureInfo.InvariantCulture));
        }

        throw Invalid(isNumber
            ? $"Uid {number} has no entry in /etc/passwd: getent unable to find entry \"{name}\" in passwd database"
            : $"Error during uid lookup for \"{name}\": getent unable to find entry \"{name}\" in passwd database");
    }

    private string Group(string name)
    {
        var isNumber = uint.TryParse(name, CultureInfo.InvariantCulture, out var number);
        return Lines("group").FirstOrDefault(f => f.Length > 2 && (f[0] == name || (isNumber && f[2] == name)))?[0]
            ?? throw Invalid(isNumber
                ? $"Gid {number} has no entry in /etc/group: getent unable to find entry \"{name}\" in group database"
                : $"Error during groupname lookup for \"{name}\": getent unable to find entry \"{name}\" in group database");
    }

    private string? GroupOf(uint id) => Lines("group").FirstOrDefault(f => f.Length > 2 && f[2] == id.ToString(CultureInfo.InvariantCulture))?[0];

    /// <summary>All ranges of a user or group, one after the other from the container's 0 on.</summary>
    private List<LinuxIdMapping> Ranges(string file, string name, uint? id, string kind, string who)
    {
        var mappings = new List<LinuxIdMapping>();
        uint next = 0;
        foreach (var fields in Lines(file))
        {
            if (fields.Length != 3 || (fields[0] != name && fields[0] != id?.ToString(CultureInfo.InvariantCulture))
                || !uint.TryParse(fields[1], CultureInfo.InvariantCulture, out var first) || !uint.TryParse(fields[2], CultureInfo.InvariantCulture, out var size))
                continue;
            mappings.Add(new LinuxIdMapping { ContainerID = next, HostID = first, Size = size });
            next += size;
        }

        return mappings.Count > 0 ? mappings : throw Invalid($"Can't create ID mappings: no sub{kind} ranges found for {who} \"{name}\"");
    }

    /// <summary>Makes Docker's user for this, with the programs that keep the host's files of users.</summary>
    private void MakeDefault()
    {
        if (!Lines("passwd").Any(f => f[0] == DefaultUser))
            Run("useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/bin/false", DefaultUser);
        if (!Lines("subuid").Any(f => f[0] == DefaultUser))
            Run("usermod", "--add-subuids", Free("subuid"), DefaultUser);
        if (!Lines("subgid").Any(f => f[0] == DefaultUser))
            Run("usermod", "--add-subgids", Free("subgid"), DefaultUser);
    }

    /// <summary>A range behind all that are granted.</summary>
    private string Free(string file)
    {
        var first = Lines(file).Where(f => f.Length == 3).Select(f => uint.Parse(f[1], CultureInfo.InvariantCulture) + uint.Parse(f[2], CultureInfo.InvariantCulture)).Append(DefaultFirst).Max();
        return string.Create(CultureInfo.InvariantCulture, $"{first}-{first + DefaultSize - 1}");
    }

    private static void Run(string program, params string[] arguments)
    {
        try
        {
            using var process = System.Diagnostics.Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw Invalid($"cannot make the user \"{DefaultUser}\": {program}: {said.Trim()}");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw Invalid($"cannot make the user \"{DefaultUser}\": {program}: {e.Message}; install Debian's package passwd");
        }
    }

    private IEnumerable<string[]> Lines(string file)
    {
        var path = Path.Combine(directory, file);
        return File.Exists(path) ? File.ReadLines(path).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(':')) : [];
    }

    private static GantryException Invalid(string message) => new(ErrorKind.Invalid, message);
}
