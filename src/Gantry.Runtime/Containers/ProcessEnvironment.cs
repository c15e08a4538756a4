using System.Globalization;

using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.Containers;

/// <summary>A process's environment as programs expect it: each variable once, the last value given, and a home.</summary>
internal static class ProcessEnvironment
{
    private const string Home = "HOME";
    private const int LongestFile = 4 << 20;

    /// <summary>The process with its environment put in order.</summary>
    /// <param name="process">The process.</param>
    /// <param name="root">The container's root as the host sees it.</param>
    public static Process Complete(Process process, string root)
    {
        var values = new Dictionary<string, string>();
        var order = new List<string>();
        foreach (var entry in process.Env ?? [])
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new GantryException(ErrorKind.Invalid, $"unable to start container process: invalid environment variable: {(equals < 0 ? "missing '='" : "name cannot be empty")}");
            var name = entry[..equals];
            if (!values.ContainsKey(name))
                order.Add(name);
            values[name] = entry;
        }

        if (!values.TryGetValue(Home, out var home) || home.Length <= Home.Length + 1)
        {
            if (!values.ContainsKey(Home))
                order.Add(Home);
            values[Home] = $"{Home}={HomeOf(process.User.Uid, root)}";
        }

        return process with { Env = [.. order.Select(n => values[n])] };
    }

    /// <summary>The user's home as the container's own file has it; <c>/</c> when that does not know the user.</summary>
    private static string HomeOf(uint uid, string root)
    {
        var wanted = uid.ToString(CultureInfo.InvariantCulture);
        foreach (var line in Lines(root))
        {
            if (line.Split(':') is [_, _, var id, _, _, { Length: > 0 } home, ..] && id == wanted)
                return home;
        }

        return "/";
    }

    private static string[] Lines(string root)
    {
        try
        {
            using var tree = RootedDirectory.Open(root);
            using var file = tree.TryOpen("etc/passwd", OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, out _);
            if (file is null)
                return [];
            var bytes = new byte[Math.Min(RandomAccess.GetLength(file), LongestFile)];
            return System.Text.Encoding.UTF8.GetString(bytes.AsSpan(0, RandomAccess.Read(file, bytes, 0))).Split('\n');
        }
        catch (Exception e) when (e is KernelException or IOException or NotSupportedException)
        {
            return [];
        }
    }
}
