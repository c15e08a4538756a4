using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Building;

/// <summary>An ssh agent that has keys of files, for one build: OpenSSH's own, since keys have more forms and locks than a build should know of.</summary>
internal sealed partial class KeyAgent : IDisposable
{
    private readonly string _directory;
    private readonly int _process;

    private KeyAgent(string directory, int process) => (_directory, _process) = (directory, process);

    /// <summary>Where it listens.</summary>
    public string Socket => SocketIn(_directory);

    /// <summary>Starts one.</summary>
    /// <param name="keys">Files with private keys; for a locked one ssh-add(1) asks on the terminal.</param>
    /// <exception cref="CliException">OpenSSH is not there, or a file is no key.</exception>
    public static KeyAgent Start(IReadOnlyList<string> keys)
    {
        var directory = Directory.CreateTempSubdirectory("gantry-agent-").FullName;
        var started = Run("ssh-agent", ["-a", SocketIn(directory)], null, "");
        var agent = new KeyAgent(directory, int.Parse(ProcessId().Match(started).Groups[1].Value, CultureInfo.InvariantCulture));
        try
        {
            // By standard input: ssh-add has no opinion on the permissions of a file it does not see.
            foreach (var key in keys)
                Run("ssh-add", ["-q", "-"], agent.Socket, File.ReadAllText(key));
            return agent;
        }
        catch
        {
            agent.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        try
        {
            using var process = Process.GetProcessById(_process);
            process.Kill();
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException)
        {
            // It has ended by itself.
        }

        Directory.Delete(_directory, recursive: true);
    }

    private static string Run(string program, string[] arguments, string? agent, string input)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            if (agent is not null)
                start.Environment["SSH_AUTH_SOCK"] = agent;
            using var process = Process.Start(start)!;
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : throw new CliException($"failed to add ssh key: {error.Result.Trim()}");
        }
        catch (Win32Exception fault)
        {
            throw new CliException($"keys in files need OpenSSH's {program}: {fault.Message}");
        }
    }

    private static string SocketIn(string directory) => Path.Combine(directory, "agent");

    [GeneratedRegex("SSH_AGENT_PID=([0-9]+)")]
    private static partial Regex ProcessId();
}
