using System.Diagnostics;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Bootstrap;

/// <summary>Programs of Debian that do the work whose result must be trusted.</summary>
internal static class Tool
{
    private static readonly string[] Places = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>The path of a program.</summary>
    /// <exception cref="CliException">It is not installed; the message names the package.</exception>
    public static string Require(string name, string package) =>
        Places.Select(place => $"{place}/{name}").FirstOrDefault(File.Exists)
        ?? throw new CliException($"{name} is not installed: apt-get install {package}");

    /// <exception cref="CliException">The file is missing; the message names the package.</exception>
    public static void RequireFile(string path, string package)
    {
        if (!File.Exists(path))
            throw new CliException($"{path} is missing: apt-get install {package}");
    }

    /// <summary>Runs a program to its end, line by line.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the program and all it started are gone.</exception>
    public static async Task<int> RunAsync(string program, IEnumerable<string> arguments, string directory, Action<string> line, CancellationToken cancellation)
    {
        using var process = Start(program, arguments, directory, (_, data) =>
        {
            if (data.Data is { } text)
                line(text);
        });
        process.BeginOutputReadLine();
        try
        {
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process);
            throw;
        }
    }

    /// <summary>Runs a program and hands its output on while it runs.</summary>
    /// <exception cref="CliException">The program failed.</exception>
    public static async Task StreamAsync(string program, IEnumerable<string> arguments, string directory, Func<Stream, Task> consume, CancellationToken cancellation)
    {
        var said = new List<string>();
        using var process = Start(program, arguments, directory, null, said);
        try
        {
            await consume(process.StandardOutput.BaseStream);
            await process.WaitForExitAsync(cancellation);
        }
        catch
        {
            await EndAsync(process);
            throw;
        }

        if (process.ExitCode != 0)
            throw new CliException($"{System.IO.Path.GetFileName(program)} failed: {said.LastOrDefault() ?? $"exit code {process.ExitCode}"}");
    }

    private static Process Start(string program, IEnumerable<string> arguments, string directory, DataReceivedEventHandler? output, List<string>? errors = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        if (output is not null)
        {
            process.OutputDataReceived += output;
            process.ErrorDataReceived += output;
        }

        process.ErrorDataReceived += (_, data) =>
        {
            if (data.Data is { } text)
                errors?.Add(text);
        };
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }
}
