using System.Globalization;
using System.Text;

using Gantry.Linux.Files;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.Launch;

/// <summary>Mappings of ids of user namespaces (user_namespaces(7)).</summary>
public static class IdMaps
{
    private static readonly string[] ProgramDirectories = ["/usr/bin/", "/usr/sbin/", "/bin/"];

    /// <summary>Gives the user namespace of a process its mappings.</summary>
    /// <exception cref="GantryException">The kernel refuses them, or they are more than an unprivileged user may map.</exception>
    public static void Write(int pid, IReadOnlyList<LinuxIdMapping> users, IReadOnlyList<LinuxIdMapping> groups)
    {
        if (Environment.IsPrivilegedProcess)
        {
            Put(pid, "uid_map", Text(users));
            Put(pid, "gid_map", Text(groups));
            return;
        }

        // Without privileges one's own id may be mapped; further ones with the programs that know what is granted (subuid(5)).
        if (users is [{ Size: 1 }])
            Put(pid, "uid_map", Text(users));
        else
            Run("newuidmap", pid, users);
        if (groups is [{ Size: 1 }])
        {
            Put(pid, "setgroups", "deny");
            Put(pid, "gid_map", Text(groups));
        }
        else
        {
            Run("newgidmap", pid, groups);
        }
    }

    /// <summary>The mappings of the user namespace a process is in.</summary>
    /// <param name="pid">Process id on the host.</param>
    public static IdMappings Of(int pid) => new(Read(pid, "uid_map"), Read(pid, "gid_map"));

    /// <summary>Whether a process is in this one's user namespace.</summary>
    /// <param name="pid">Process id on the host.</param>
    /// <exception cref="IOException">There is no such process.</exception>
    public static bool IsOwn(int pid) =>
        new FileInfo($"/proc/{pid}/ns/user").LinkTarget is { } other ? other == new FileInfo("/proc/self/ns/user").LinkTarget : throw new IOException($"there is no process {pid}");

    private static List<LinuxIdMapping> Read(int pid, string file)
    {
        var mappings = new List<LinuxIdMapping>();
        foreach (var line in File.ReadLines($"/proc/{pid}/{file}"))
        {
            var numbers = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => uint.Parse(n, CultureInfo.InvariantCulture)).ToList();
            mappings.Add(new LinuxIdMapping { ContainerID = numbers[0], HostID = numbers[1], Size = numbers[2] });
        }

        return mappings;
    }

    private static string Text(IReadOnlyList<LinuxIdMapping> mappings)
    {
        var text = new StringBuilder();
        foreach (var mapping in mappings)
            text.Append(mapping.ContainerID).Append(' ').Append(mapping.HostID).Append(' ').Append(mapping.Size).Append('\n');
        return text.ToString();
    }

    private static void Put(int pid, string file, string text)
    {
        try
        {
            File.WriteAllText($"/proc/{pid}/{file}", text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GantryException(ErrorKind.Invalid, $"cannot set the {file} \"{text.TrimEnd().Replace("\n", ", ", StringComparison.Ordinal)}\" of the user namespace: {e.Message}", e);
        }
    }

    private static void Run(string program, int pid, IReadOnlyList<LinuxIdMapping> mappings)
    {
        var path = ProgramDirectories.Select(d => d + program).FirstOrDefault(File.Exists)
            ?? throw new GantryException(ErrorKind.Invalid, $"mapping more than one's own id needs {program}: install Debian's package uidmap");
        using var said = MemoryFile.Create("output", []);
        using var nothing = OpenFile.Open("/dev/null", OpenFlags.O_RDWR);
        string[] arguments = [program, $"{pid}", .. mappings.SelectMany(m => new[] { $"{m.ContainerID}", $"{m.HostID}", $"{m.Size}" })];
        var helper = Spawn.Start(path, arguments, [], (int)nothing.DangerousGetHandle(), (int)said.DangerousGetHandle(), (int)said.DangerousGetHandle());
        var child = new LaunchedProcess(helper, (int)Kernel.Call(SystemCall.pidfd_open, helper, 0));
        if (child.Wait() is var status and not 0)
        {
            var bytes = new byte[RandomAccess.GetLength(said)];
            var read = RandomAccess.Read(said, bytes, 0);
            throw new GantryException(ErrorKind.Invalid, $"{program} ended with status {status}: {Encoding.UTF8.GetString(bytes, 0, read).TrimEnd()}");
        }
    }
}
