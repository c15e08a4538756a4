using Gantry.Linux.Sockets;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Shim;

using Process = Gantry.Oci.Runtime.Process;

namespace Gantry.Runtime.Tests.Fixtures;

/// <summary>A place for one container: a tree with busybox under an overlay, a shim directory, a specification as Docker would write it.</summary>
internal sealed class Box : IAsyncDisposable
{
    private static readonly Lazy<string> Lower = new(MakeTree);
    private static int count;
    private readonly List<ShimProcess> processes = [];

    public Box()
    {
        Directory = Path.Combine("/var/tmp", $"runtime-tests-{Environment.ProcessId}", $"{Interlocked.Increment(ref count)}");
        foreach (string part in new[] { "upper", "work", "root", "shim" })
            System.IO.Directory.CreateDirectory(Path.Combine(Directory, part));
        Spec = new RuntimeSpec
        {
            Root = new Root { Path = Path.Combine(Directory, "root") },
            Hostname = "box",
            Process = new Process
            {
                Args = ["true"],
                Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
                Cwd = "/",
                OomScoreAdj = 0,
                Capabilities = new LinuxCapabilities { Bounding = Capabilities, Effective = Capabilities, Permitted = Capabilities },
            },
            Mounts =
            [
                new() { Destination = "/proc", Type = "proc", Source = "proc", Options = ["nosuid", "noexec", "nodev"] },
                new() { Destination = "/dev", Type = "tmpfs", Source = "tmpfs", Options = ["nosuid", "strictatime", "mode=755", "size=65536k"] },
                new() { Destination = "/dev/pts", Type = "devpts", Source = "devpts", Options = ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"] },
                new() { Destination = "/sys", Type = "sysfs", Source = "sysfs", Options = ["nosuid", "noexec", "nodev", "ro"] },
                new() { Destination = "/dev/mqueue", Type = "mqueue", Source = "mqueue", Options = ["nosuid", "noexec", "nodev"] },
                new() { Destination = "/dev/shm", Type = "tmpfs", Source = "shm", Options = ["nosuid", "noexec", "nodev", "mode=1777", "size=67108864"] },
            ],
            Linux = new LinuxConfig
            {
                Namespaces = [new() { Type = "mount" }, new() { Type = "uts" }, new() { Type = "pid" }, new() { Type = "ipc" }, new() { Type = "network" }],
                MaskedPaths = ["/proc/acpi", "/proc/keys", "/proc/timer_list", "/sys/firmware", "/proc/no-such-thing"],
                ReadonlyPaths = ["/proc/bus", "/proc/sys", "/proc/no-such-thing"],
            },
        };
    }

    public static string[] Capabilities { get; } =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID", "CAP_SETFCAP", "CAP_SETPCAP",
        "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE",
    ];

    public string Directory { get; }

    public string Upper => Path.Combine(Directory, "upper");

    public string ShimDirectory => Path.Combine(Directory, "shim");

    public RuntimeSpec Spec { get; set; }

    public ShimRequest Request(params string[] arguments) => new()
    {
        Id = "box",
        Directory = ShimDirectory,
        Executable = new ShimExecutable(ShimHost.Executable),
        Spec = arguments.Length == 0 ? Spec : Spec with { Process = Spec.Process! with { Args = arguments } },
        Rootfs = [new RootfsMount("overlay", "overlay", [$"lowerdir={Lower.Value}", $"upperdir={Upper}", $"workdir={Path.Combine(Directory, "work")}"], null)],
        Log = LogTarget.None,
    };

    public async Task<ShimProcess> StartAsync(ShimRequest request)
    {
        ShimProcess process = await ShimProcess.StartAsync(request, CancellationToken.None);
        processes.Add(process);
        return process;
    }

    public async Task<(ShimProcess Process, Client Client)> AttachedAsync(ShimRequest request, AttachStreams streams = AttachStreams.Stdout | AttachStreams.Stderr)
    {
        var (near, far) = SocketPair.Create();
        var client = new Client(near, request.Spec.Process!.Terminal);
        ShimProcess process = await StartAsync(request with { Attached = [.. request.Attached, new InitialAttach(far, streams)] });
        return (process, client);
    }

    /// <summary>Runs to the end.</summary>
    public async Task<Outcome> RunAsync(ShimRequest request)
    {
        var (process, client) = await AttachedAsync(request);
        await using (client)
        {
            await client.ReadToEndAsync();
            return new Outcome((await process.Exited).Code, client.Output, client.Error);
        }
    }

    public Task<Outcome> RunAsync(params string[] arguments) => RunAsync(Request(arguments));

    public Task<Outcome> ShellAsync(string script) => RunAsync("sh", "-c", script);

    /// <summary>A request for a further process in the container of <paramref name="first"/>.</summary>
    public ShimRequest Exec(ShimProcess first, params string[] arguments)
    {
        string directory = Path.Combine(Directory, $"exec{Interlocked.Increment(ref count)}");
        System.IO.Directory.CreateDirectory(directory);
        return Request(arguments) with { ExecInto = first.Pid, Directory = directory, Rootfs = [] };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ShimProcess process in processes)
        {
            if (!process.Exited.IsCompleted)
            {
                try
                {
                    process.Signal(9);
                }
                catch (Oci.Errors.GantryException)
                {
                    // It has ended by itself.
                }

                await process.Exited.WaitAsync(TimeSpan.FromSeconds(30));
            }

            await process.DisposeAsync();
        }

        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static string MakeTree()
    {
        string tree = Path.Combine("/var/tmp", $"runtime-tests-{Environment.ProcessId}", "busybox");
        foreach (string part in new[] { "bin", "etc", "proc", "sys", "dev", "tmp", "root" })
            System.IO.Directory.CreateDirectory(Path.Combine(tree, part));
        File.Copy("/bin/busybox", Path.Combine(tree, "bin/busybox"), overwrite: true);
        using var list = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/busybox", "--list") { RedirectStandardOutput = true })!;
        foreach (string applet in list.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (applet != "busybox")
                File.CreateSymbolicLink(Path.Combine(tree, "bin", applet), "busybox");
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => System.IO.Directory.Delete(Path.GetDirectoryName(tree)!, recursive: true);
        return tree;
    }
}

/// <summary>How a run ended.</summary>
internal sealed record Outcome(int Code, string Output, string Error);
