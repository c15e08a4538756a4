using System.Text.RegularExpressions;

namespace Gantry.EndToEnd.Harness;

/// <summary>
/// What an engine holds in the kernel and in its folder for running things, as sorted lines: mounts, links, network
/// namespaces, firewall rules, cgroups, processes, files. What is there after the work and was not before is a leak.
/// </summary>
internal sealed partial class KernelState
{
    private readonly Engine engine;

    private KernelState(Engine engine, SortedSet<string> lines)
    {
        this.engine = engine;
        Lines = lines;
    }

    public SortedSet<string> Lines { get; }

    public static KernelState Of(Engine engine, int? daemon = null)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        lines.UnionWith(Mounts(engine, daemon));
        lines.UnionWith(Links(engine));
        lines.UnionWith(Firewall(engine));
        lines.UnionWith(Cgroups(engine).Select(path => "cgroup " + path));
        lines.UnionWith(Processes(engine).Where(p => p.Id != daemon).Select(p => $"process {p.Command}"));
        if (Directory.Exists(engine.ExecRoot))
            lines.UnionWith(Directory.EnumerateFileSystemEntries(engine.ExecRoot, "*", SearchOption.AllDirectories).Select(path => "file " + path));
        return new KernelState(engine, lines);
    }

    /// <summary>Waits until everything that was not there in <paramref name="before"/> is gone: tear-down may follow the answer.</summary>
    public static async Task Returns(Engine engine, KernelState before, int? daemon = null)
    {
        await Deadline.Until(() =>
        {
            var left = Of(engine, daemon).Lines.Except(before.Lines).ToArray();
            return left.Length == 0 ? null : $"{left.Length} left behind:\n{string.Join('\n', left.Take(40))}";
        }, TimeSpan.FromSeconds(15));
    }

    /// <summary>Removes by force what an engine left, so that the next run starts clean.</summary>
    public void CleanUp()
    {
        foreach (var (id, _) in Processes(engine))
            try
            {
                Native.Kill(id, Native.SIGKILL);
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // It ended by itself meanwhile.
            }
        foreach (var mount in Mounts(engine, null).Select(line => line.Split(' ')[1]).OrderDescending(StringComparer.Ordinal))
            Host.Run("umount", "-l", mount);
        var patience = System.Diagnostics.Stopwatch.StartNew();
        foreach (var group in Cgroups(engine).Concat(Parents(engine)).OrderByDescending(path => path.Length))
            while (Directory.Exists(group) && patience.ElapsedMilliseconds < 5000)
                try
                {
                    Directory.Delete(group);
                }
                catch (IOException)
                {
                    Thread.Yield(); // Its processes are on their way out.
                }
    }

    private static IEnumerable<string> Mounts(Engine engine, int? daemon)
    {
        foreach (var source in new[] { "self", daemon?.ToString() }.OfType<string>())
            foreach (var line in File.ReadLines($"/proc/{source}/mountinfo"))
            {
                var fields = line.Split(' ');
                if (fields[4].StartsWith(engine.DataRoot, StringComparison.Ordinal) || fields[4].StartsWith(engine.ExecRoot, StringComparison.Ordinal))
                    yield return $"mount {fields[4]}";
            }
    }

    private static IEnumerable<string> Links(Engine engine) =>
        Host.Run("ip", "-n", engine.Host.Name, "-o", "link").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')[1].TrimEnd(':').Split('@')[0]).Where(name => !Host.OwnLinks.Contains(name)).Select(name => "link " + name);

    private static IEnumerable<string> Firewall(Engine engine) =>
        Host.Run("nsenter", "--net=" + engine.Host.Path, "nft", "list", "ruleset").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => "rule " + Counters().Replace(line.Trim(), "")).Where(line => line != "rule }");

    private static IEnumerable<string> Cgroups(Engine engine) =>
        Parents(engine).SelectMany(parent => Directory.EnumerateDirectories(parent, "*", SearchOption.AllDirectories));

    private static IEnumerable<string> Parents(Engine engine) =>
        Directory.EnumerateDirectories("/sys/fs/cgroup").Prepend("/sys/fs/cgroup").Select(root => root + engine.CgroupParent).Where(Directory.Exists);

    /// <summary>Processes in the engine's cgroups, in a container of its data root, or started with its folders: containers, shims, helpers.</summary>
    public static IEnumerable<(int Id, string Command)> Processes(Engine engine)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id) || id == Environment.ProcessId)
                continue;
            string command, groups;
            try
            {
                command = File.ReadAllText(folder + "/cmdline").Replace('\0', ' ').Trim();
                groups = File.ReadAllText(folder + "/cgroup");
            }
            catch (IOException)
            {
                continue;
            }
            if (groups.Contains(engine.CgroupParent + "/", StringComparison.Ordinal) || command.Contains(engine.ExecRoot + "/", StringComparison.Ordinal)
                || command.Contains(engine.DataRoot, StringComparison.Ordinal) && !command.StartsWith("docker ", StringComparison.Ordinal))
                yield return (id, command.Length == 0 ? File.ReadAllText(folder + "/comm").Trim() : command);
        }
    }

    [GeneratedRegex(@"counter packets \d+ bytes \d+ ?")]
    private static partial Regex Counters();
}
