using System.ComponentModel;
using System.Diagnostics;

using Gantry.Oci.Errors;

namespace Gantry.Build.Contexts;

/// <summary>Checks a git repository out, with git.</summary>
internal static class GitCheckout
{
    /// <summary>Fetches one commit into an empty directory.</summary>
    /// <param name="address">Which.</param>
    /// <param name="directory">Where to.</param>
    /// <param name="keepGitDirectory">Whether git's own directory stays.</param>
    /// <param name="log">Hears what git says of making and fetching it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The commit's name.</returns>
    /// <exception cref="GantryException">Unavailable: git is missing or the repository can't be had.</exception>
    public static async Task<string> RunAsync(GitAddress address, string directory, bool keepGitDirectory, Action<string> log, CancellationToken cancellation)
    {
        if (address.Remote.StartsWith('-') || address.Reference.StartsWith('-')) throw new GantryException(ErrorKind.Invalid, $"invalid git address {address.Remote}#{address.Reference}");
        log(await GitAsync(directory, cancellation, "-c", "init.defaultBranch=master", "init"));
        if (!address.Checksum.All(char.IsAsciiHexDigitLower)) throw new GantryException(ErrorKind.Invalid, $"failed to load cache key: invalid checksum {address.Checksum} for Git URL, expected hex commit hash");
        await FetchAsync(address, directory, log, cancellation);
        await GitAsync(directory, cancellation, "checkout", "--quiet", "--force", "FETCH_HEAD");
        await GitAsync(directory, cancellation, "submodule", "--quiet", "update", "--init", "--recursive", "--depth=1");
        var commit = await GitAsync(directory, cancellation, "rev-parse", "HEAD");
        await CheckAsync(address, directory, commit.Trim(), cancellation);
        if (!keepGitDirectory) Directory.Delete(Path.Combine(directory, ".git"), recursive: true);
        return commit.Trim();
    }

    /// <summary>Refuses another commit than the one that is wanted; an annotated tag may be named by its own name too.</summary>
    private static async Task CheckAsync(GitAddress address, string directory, string commit, CancellationToken cancellation)
    {
        if (commit.StartsWith(address.Checksum, StringComparison.Ordinal)) return;
        var fetched = (await GitAsync(directory, cancellation, "rev-parse", "FETCH_HEAD")).Trim();
        if (!fetched.StartsWith(address.Checksum, StringComparison.Ordinal))
            throw new GantryException(ErrorKind.Invalid, $"failed to load cache key: expected checksum to match {address.Checksum}, got {fetched}");
    }

    /// <summary>Fetches one commit without its past; a server that only hands out files has it only with all of that.</summary>
    private static async Task FetchAsync(GitAddress address, string directory, Action<string> log, CancellationToken cancellation)
    {
        var reference = address.Reference.Length > 0 ? address.Reference : "HEAD";
        try
        {
            await SaidAsync(directory, log, cancellation, "fetch", "--no-progress", "--depth", "1", "--recurse-submodules=yes", address.Remote, reference);
        }
        catch (GantryException e) when (e.Message.Contains("couldn't find remote ref", StringComparison.Ordinal))
        {
            throw new GantryException(ErrorKind.NotFound, $"failed to load cache key: repository does not contain ref {reference}, output: \"\"", e);
        }
        catch (GantryException e) when (e.Message.Contains("does not support shallow", StringComparison.Ordinal))
        {
            await SaidAsync(directory, log, cancellation, "fetch", "--no-progress", "--recurse-submodules=yes", address.Remote, reference);
        }
        catch (GitException e)
        {
            var what = address.Reference.Length == 0 ? "error fetching default branch for repository" : "failed to fetch remote";
            throw new GantryException(ErrorKind.Unavailable, $"failed to load cache key: {what} {address.Remote}: git stderr:\n{e.Said}: exit status {e.ExitCode}", e);
        }
    }

    private static async Task<string> GitAsync(string directory, CancellationToken cancellation, params string[] arguments) =>
        (await RunAsync(directory, cancellation, arguments)).Output;

    /// <summary>Runs git, and tells what it says by the way.</summary>
    private static async Task SaidAsync(string directory, Action<string> log, CancellationToken cancellation, params string[] arguments) =>
        log((await RunAsync(directory, cancellation, arguments)).Error);

    private static async Task<(string Output, string Error)> RunAsync(string directory, CancellationToken cancellation, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        // Nobody is there to be asked, and the administrator's own settings are not for a stranger's repository.
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["HOME"] = "/dev/null";
        start.Environment["GIT_PROTOCOL_FROM_USER"] = "0";
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new GantryException(ErrorKind.Unavailable, "a git repository as build context needs git, which is not installed: exec: \"git\": executable file not found in $PATH", e);
        }

        using (process)
        {
            await using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var error = await process.StandardError.ReadToEndAsync(CancellationToken.None);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellation.ThrowIfCancellationRequested();
            return process.ExitCode == 0
                ? (await output, error)
                : throw new GitException(error, process.ExitCode);
        }
    }

    /// <summary>Git failed.</summary>
    private sealed class GitException(string said, int exitCode) : GantryException(ErrorKind.Unavailable, $"error fetching: {said.Trim()}: exit status {exitCode}")
    {
        public string Said => said;

        public int ExitCode => exitCode;
    }
}
