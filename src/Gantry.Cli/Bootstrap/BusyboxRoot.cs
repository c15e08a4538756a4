using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Bootstrap;

/// <summary>BusyBox alone: Debian's busybox-static, fetched and verified by apt, with a link for each of its commands.</summary>
internal sealed class BusyboxRoot : IRootSource
{
    private const string Package = "busybox-static";
    private readonly string apt = Tool.Require("apt-get", "apt");
    private readonly string dpkg = Tool.Require("dpkg-deb", "dpkg");

    public IReadOnlyList<string> Changes => ["CMD [\"sh\"]", "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"];

    public string Origin => $"Debian's {Package}";

    public async Task<string> MakeAsync(ScratchDirectory scratch, Action<Step> report, CancellationToken cancellation)
    {
        var downloads = scratch.Make("downloads");
        var package = scratch.Make("package");
        var root = scratch.Make("root");
        report(new Step(Phase.Download, Package, true));
        await RunAsync(apt, ["-o", "APT::Sandbox::User=root", "download", Package], downloads, "apt-get download", cancellation);
        var file = Directory.GetFiles(downloads, "*.deb") is [var only] ? only : throw new CliException($"apt-get download brought no package {Package}");
        report(new Step(Phase.Unpack, Package, true));
        await RunAsync(dpkg, ["--extract", file, package], scratch.Path, "dpkg-deb", cancellation);
        var busybox = new[] { $"{package}/bin/busybox", $"{package}/usr/bin/busybox" }.FirstOrDefault(File.Exists)
            ?? throw new CliException($"{Package} has no program busybox");
        report(new Step(Phase.Configure, "busybox", true));
        await LayOutAsync(root, busybox, cancellation);
        return root;
    }

    private static async Task LayOutAsync(string root, string busybox, CancellationToken cancellation)
    {
        foreach (var directory in new[] { "bin", "tmp", "etc", "root", "var", "proc", "sys", "dev", "home", "usr/bin", "usr/sbin", "sbin" })
            Directory.CreateDirectory($"{root}/{directory}");
        File.SetUnixFileMode($"{root}/tmp", (UnixFileMode)0x3FF);
        File.Copy(busybox, $"{root}/bin/busybox");
        File.SetUnixFileMode($"{root}/bin/busybox", (UnixFileMode)0x1ED);
        await RunAsync($"{root}/bin/busybox", ["--list"], root, "busybox", cancellation, command =>
        {
            if (command is not "busybox" && !command.Contains('/'))
                File.CreateSymbolicLink($"{root}/bin/{command}", "busybox");
        });
        await File.WriteAllTextAsync(
            $"{root}/etc/passwd",
            "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n", cancellation);
        await File.WriteAllTextAsync($"{root}/etc/group", "root:x:0:\ndaemon:x:1:\nwheel:x:10:root\nnogroup:x:65534:\n", cancellation);
    }

    private static async Task RunAsync(
        string program, string[] arguments, string directory, string name, CancellationToken cancellation, Action<string>? line = null)
    {
        var said = new List<string>();
        var code = await Tool.RunAsync(program, arguments, directory, text =>
        {
            lock (said)
                said.Add(text);
            line?.Invoke(text);
        }, cancellation);
        if (code != 0)
            throw new CliException($"{name} failed: {said.LastOrDefault(text => text.StartsWith("E: ", StringComparison.Ordinal)) ?? said.LastOrDefault() ?? $"exit code {code}"}");
    }
}
