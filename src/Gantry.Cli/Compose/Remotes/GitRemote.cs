using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

using Gantry.Build.Contexts;
using Gantry.Cli.CommandLine;
using Gantry.Compose.Loading;
using Gantry.Compose.Normalization;

namespace Gantry.Cli.Compose.Remotes;

/// <summary>Compose files of git repositories, fetched with git.</summary>
internal static partial class GitRemote
{
    /// <summary>git's exit code where a repository has no such reference.</summary>
    private const int NoReference = 2;

    private static readonly string[] Names = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

    public static bool Accepts(string address) => GitAddress.TryParse(address) is not null;

    /// <exception cref="CliException">It cannot be had.</exception>
    public static async Task<RemoteFile> FetchAsync(string address, CancellationToken cancellation)
    {
        var place = GitAddress.TryParse(address)!;
        if (place.Remote.StartsWith('-') || place.Reference.StartsWith('-'))
            throw new CliException($"invalid git address {address}");
        var commit = Commit().IsMatch(place.Reference) ? place.Reference : await ResolveAsync(address, place, cancellation);
        var root = await RemoteCache.KeepAsync(commit, directory => CheckOutAsync(place.Remote, commit, directory, cancellation));
        var inside = Inside(root, place.Directory);
        if (File.Exists(inside))
            return new RemoteFile(inside, root);
        if (!Directory.Exists(inside))
            throw new CliException($"stat {inside}: no such file or directory");
        return new RemoteFile(Names.Select(name => Path.Combine(inside, name)).FirstOrDefault(File.Exists) ?? throw new CliException("not found"), root);
    }

    private static async Task<string> ResolveAsync(string address, GitAddress place, CancellationToken cancellation)
    {
        var (code, output) = await RunAsync(null, cancellation, "ls-remote", "--exit-code", place.Remote, place.Reference.Length > 0 ? place.Reference : "HEAD");
        if (code == NoReference)
            throw new CliException($"repository does not contain ref {address}, output: \"{output}\": exit status {code}");
        if (code != 0)
            throw new CliException($"failed to access repository at {place.Remote}:\n {output}");
        var commit = output.Split('\t', '\n')[0];
        return Commit().IsMatch(commit) ? commit : throw new CliException($"unexpected git command output: \"{output}\"");
    }

    private static async Task CheckOutAsync(string remote, string commit, string directory, CancellationToken cancellation)
    {
        foreach (var command in new[] { (string[])["init", "--quiet"], ["remote", "add", "origin", remote], ["fetch", "--quiet", "--depth=1", "origin", commit], ["checkout", "--quiet", commit] })
        {
            var (code, output) = await RunAsync(directory, cancellation, command);
            if (code != 0)
                throw new CliException($"failed to fetch {remote}: {output.Trim()}");
        }
    }

    /// <summary>A path that must not lead out of the repository, links in it included.</summary>
    private static string Inside(string root, string path)
    {
        if (path.Length == 0)
            return root;
        if (path.StartsWith('/'))
            throw new CliException($"git subdirectory must be relative, got: {path}");
        var full = Path.GetFullPath(path, root);
        if (!IsIn(full, root) || !IsIn(RealPath.Of(full), RealPath.Of(root)))
            throw new CliException($"git subdirectory path traversal detected: {path}");
        return full;

        static bool IsIn(string path, string root) => path == root || path.StartsWith(root + "/", StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output)> RunAsync(string? directory, CancellationToken cancellation, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = directory ?? "", RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // Nobody is asked for passwords, unless somebody wants that.
        start.Environment.TryAdd("GIT_TERMINAL_PROMPT", "0");
        if (!start.Environment.ContainsKey("GIT_SSH") && !start.Environment.ContainsKey("GIT_SSH_COMMAND"))
            start.Environment["GIT_SSH_COMMAND"] = "ssh -o ControlMaster=no -o BatchMode=yes";
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = await process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, await output + errors);
        }
        catch (Win32Exception)
        {
            throw new CliException("a project in a git repository needs git, which is not installed: exec: \"git\": executable file not found in $PATH");
        }
    }

    [GeneratedRegex("^[a-f0-9]{40}$")]
    private static partial Regex Commit();
}
