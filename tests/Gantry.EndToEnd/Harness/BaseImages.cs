using System.Diagnostics;
using System.Formats.Tar;

namespace Gantry.EndToEnd.Harness;

/// <summary>
/// Root file systems made from Debian's packages, as archives: busybox (busybox-static) and debian (debootstrap). They
/// are kept in <c>GANTRY_E2E_CACHE</c> (default /var/tmp/gantry-e2e) for the next run.
/// </summary>
internal static class BaseImages
{
    private static readonly Lazy<Task<string>> busybox = new(() => Made("busybox.tar", MakeBusybox));
    private static readonly Lazy<Task<string>> debian = new(() => Made("debian.tar", MakeDebian));

    public static string Folder { get; } = Environment.GetEnvironmentVariable("GANTRY_E2E_CACHE") is { Length: > 0 } asked ? asked : "/var/tmp/gantry-e2e";

    public static Task<string> Busybox => busybox.Value;

    public static Task<string> Debian => debian.Value;

    private static async Task<string> Made(string name, Func<string, Task> make)
    {
        Directory.CreateDirectory(Folder);
        var path = Path.Combine(Folder, name);
        if (File.Exists(path))
            return path;
        var draft = $"{path}.{Environment.ProcessId}";
        await make(draft);
        File.Move(draft, path, overwrite: true);
        return path;
    }

    private static async Task MakeBusybox(string path)
    {
        await using var archive = new TarWriter(File.Create(path), TarEntryFormat.Pax);
        foreach (var folder in new[] { "bin", "dev", "etc", "home", "proc", "root", "sbin", "sys", "tmp", "usr", "usr/bin", "usr/sbin", "var" })
            await archive.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, folder + "/")
            {
                Mode = (UnixFileMode)(folder == "tmp" ? 0x3FF : 0x1ED), // 1777, 755
            });
        await archive.WriteEntryAsync("/bin/busybox", "bin/busybox");
        foreach (var applet in Host.Run("/bin/busybox", "--list").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (applet != "busybox")
                await archive.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, "bin/" + applet) { LinkName = "busybox" });
        await Text("etc/passwd", "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nalice:x:1000:1000:Alice:/home:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n");
        await Text("etc/group", "root:x:0:\ndaemon:x:1:\nwheel:x:10:root,alice\nalice:x:1000:\nextra:x:2000:alice\nnogroup:x:65534:\n");

        async Task Text(string name, string content) => await archive.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name)
        {
            Mode = (UnixFileMode)0x1A4, // 644
            DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)),
        });
    }

    private static async Task MakeDebian(string path)
    {
        var root = path + ".root";
        await Tool("debootstrap", "--variant=minbase", "bookworm", root);
        await Tool("sh", "-c", $"rm -f {root}/var/cache/apt/archives/*.deb && tar -C {root} -cf {path} . && rm -rf {root}");
    }

    private static async Task Tool(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{file} failed: {await output}{error}");
    }
}
