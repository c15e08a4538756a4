using Gantry.Linux.Files;
using Gantry.Linux.Mounts;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Launch;

namespace Gantry.Runtime.Containers.Checkpoints;

/// <summary>CRIU, the program that freezes processes into files and thaws them again.</summary>
public static class Criu
{
    private static readonly string[] Directories = ["/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/usr/local/bin/"];

    private static readonly string[] Tracked = ["--track-mem"];

    /// <summary>Writes a container's processes to images.</summary>
    /// <param name="container">The container.</param>
    /// <param name="images">An existing directory for the images.</param>
    /// <param name="work">A directory for the log.</param>
    /// <param name="preDump">Whether only memory is written and the processes go on.</param>
    /// <param name="options">CRIU's options.</param>
    /// <exception cref="GantryException">CRIU is not there, or could not do it; the processes go on then.</exception>
    public static void Dump(StoredContainer container, string images, string work, bool preDump, IReadOnlyList<string> options) =>
        Run(preDump ? "pre-dump" : "dump", work, "dump.log",
        [
            "--tree", $"{container.Record.Pid}", "--images-dir", images, .. preDump ? Tracked : [], .. options,
            .. External(container.Spec(), "mnt[{0}]:{0}"),
        ]);

    /// <summary>Makes processes of images.</summary>
    /// <param name="spec">The container's document.</param>
    /// <param name="bundle">Its bundle.</param>
    /// <param name="root">Its root, as a mount of its own.</param>
    /// <param name="images">The images.</param>
    /// <param name="work">A directory for the log.</param>
    /// <param name="pidFile">The file that gets the first process's id.</param>
    /// <param name="options">CRIU's options.</param>
    /// <exception cref="GantryException">CRIU is not there, or could not do it.</exception>
    public static void Restore(RuntimeSpec spec, string bundle, string root, string images, string work, string pidFile, IReadOnlyList<string> options) =>
        Run("restore", work, "restore.log",
        [
            "--restore-detached", "--restore-sibling", "--root", root, "--images-dir", images, "--pidfile", pidFile, .. options,
            .. External(spec, "mnt[{0}]:{1}", bundle),
        ]);

    /// <summary>Binds are not part of the images: they are named at the dump and given a source at the restore.</summary>
    private static IEnumerable<string> External(RuntimeSpec spec, string form, string bundle = "") =>
        (spec.Mounts ?? []).Where(m => m.Type == "bind" || MountOptions.Parse(m.Options).IsBind)
            .SelectMany(m => new[] { "--external", string.Format(System.Globalization.CultureInfo.InvariantCulture, form, m.Destination, Path.Combine(bundle, m.Source ?? "")) });

    private static void Run(string action, string work, string log, IReadOnlyList<string> options)
    {
        var program = Directories.Select(d => d + "criu").FirstOrDefault(File.Exists)
            ?? throw new GantryException(ErrorKind.Unavailable, "checkpoints need the program criu, which is not on this host: install Debian's package criu");
        Directory.CreateDirectory(work);
        using var nothing = OpenFile.Open("/dev/null", OpenFlags.O_RDWR);
        using var said = MemoryFile.Create("criu", []);
        var (input, output) = ((int)nothing.DangerousGetHandle(), (int)said.DangerousGetHandle());
        var pid = Spawn.Start(program, ["criu", action, "--work-dir", work, "--log-file", log, .. options], ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"], input, output, output);
        var status = new LaunchedProcess(pid, (int)Kernel.Call(SystemCall.pidfd_open, pid, 0)).Wait();
        if (status == 0)
            return;
        var path = Path.Combine(work, log);
        var errors = File.Exists(path) ? File.ReadLines(path).Where(l => l.Contains("Error", StringComparison.Ordinal)).Take(3) : [];
        throw new GantryException(ErrorKind.Internal, $"criu failed: {action} ended with status {status}: {string.Join("; ", errors.Prepend(HookOutput.Text(said).TrimEnd()).Where(t => t.Length > 0))} (log: {path})");
    }
}
