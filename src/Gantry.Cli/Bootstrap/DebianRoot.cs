using System.Text.RegularExpressions;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Bootstrap;

/// <summary>
/// A minimal Debian, made by debootstrap. Its signature check is forced: without a valid signature of the archive's keys
/// nothing is unpacked. It runs in mount and process namespaces of its own, so that whatever it mounts or starts ends with it.
/// </summary>
internal sealed partial class DebianRoot : IRootSource
{
    private const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
    private readonly string suite;
    private readonly string mirror;
    private readonly string debootstrap;
    private readonly string unshare;

    /// <exception cref="CliException">A tool is missing, or the suite is unknown.</exception>
    public DebianRoot(string suite, string? mirror)
    {
        debootstrap = Tool.Require("debootstrap", "debootstrap");
        unshare = Tool.Require("unshare", "util-linux");
        Tool.Require("gpgv", "gpgv");
        Tool.RequireFile(Keyring, "debian-archive-keyring");
        if (!SuiteName().IsMatch(suite) || !File.Exists($"/usr/share/debootstrap/scripts/{suite}"))
            throw new CliException($"unknown Debian suite \"{suite}\": debootstrap has no script of that name");
        this.suite = suite;
        this.mirror = mirror ?? AptSource.MirrorFor(suite, AptSource.OfHost());
    }

    public IReadOnlyList<string> Changes => ["CMD [\"bash\"]"];

    public string Origin => $"Debian {suite} from {mirror}";

    public async Task<string> MakeAsync(ScratchDirectory scratch, Action<Step> report, CancellationToken cancellation)
    {
        var root = scratch.Make("root");
        var output = new DebootstrapOutput();
        string[] arguments =
        [
            "--mount", "--pid", "--fork", "--kill-child", debootstrap,
            "--variant=minbase", $"--keyring={Keyring}", "--force-check-gpg", suite, root, mirror,
        ];
        var code = await Tool.RunAsync(unshare, arguments, "/", line =>
        {
            if (output.Read(line) is { } step)
                report(step);
        }, cancellation);
        if (code != 0 || !output.SignatureValid)
            throw new CliException($"debootstrap failed: {output.Error ?? LogTail(root) ?? $"exit code {code}"}");
        Clean(root);
        return root;
    }

    /// <summary>Removes what belongs to this host or to the making: package files, indexes, logs, the host's name and name servers.</summary>
    private static void Clean(string root)
    {
        foreach (var directory in new[] { "var/cache/apt/archives", "var/cache/apt", "var/lib/apt/lists", "var/log", "var/cache/ldconfig" })
        {
            foreach (var file in Directory.Exists($"{root}/{directory}") ? Directory.GetFiles($"{root}/{directory}") : [])
                File.Delete(file);
        }

        File.Delete($"{root}/etc/resolv.conf");
        File.Delete($"{root}/etc/hostname");
    }

    private static string? LogTail(string root)
    {
        var log = $"{root}/debootstrap/debootstrap.log";
        return File.Exists(log) ? File.ReadLines(log).LastOrDefault(line => line.Trim().Length > 0) : null;
    }

    [GeneratedRegex("^[a-z][a-z0-9.-]*$")]
    private static partial Regex SuiteName();
}
