using System.ComponentModel;
using System.Diagnostics;

using Gantry.Oci.Errors;

namespace Gantry.Runtime.Foreign;

/// <summary>Another program with runc's command line (crun, runsc, a vendor's wrapper) that runs containers in this one's place.</summary>
/// <param name="Program">Its path, or its name in PATH.</param>
/// <param name="Arguments">Arguments before every command.</param>
/// <param name="StateDirectory">Directory of its own notes on its containers (<c>--root</c>).</param>
public sealed record ForeignRuntime(string Program, IReadOnlyList<string> Arguments, string StateDirectory)
{
    /// <summary>Runs a command and waits for its end.</summary>
    /// <param name="log">File for the runtime's messages, which is made anew.</param>
    /// <param name="words">The command and what belongs to it.</param>
    /// <param name="cancellation">Gives up waiting; the command runs on.</param>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="GantryException">Internal, with the runtime's own words, when it fails or cannot be run.</exception>
    public async Task<string> RunAsync(string log, IReadOnlyList<string> words, CancellationToken cancellation)
    {
        File.Delete(log);
        var start = new ProcessStartInfo(Program, [.. Begin(log), .. words]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("NOTIFY_SOCKET");
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new GantryException(ErrorKind.Internal, $"cannot run the runtime {Program}: {e.Message}", e);
        }

        using (process)
        {
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0
                ? output
                : throw new GantryException(ErrorKind.Internal, RuntimeLog.LastError(log) ?? $"{Program} exit status {process.ExitCode}: {(await errors).Trim()}");
        }
    }

    /// <summary>What stands before every command.</summary>
    internal IReadOnlyList<string> Begin(string log) => [.. Arguments, "--root", StateDirectory, "--log", log, "--log-format", "json"];
}
