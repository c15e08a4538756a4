using System.Diagnostics;

using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers;

/// <summary>The processes of a container as the host's <c>ps</c> shows them.</summary>
internal static class ProcessList
{
    public static async Task<ProcessTable> ReadAsync(IReadOnlyList<int> processes, string? options, CancellationToken cancellation)
    {
        var arguments = options is { Length: > 0 } ? options.Split(' ', StringSplitOptions.RemoveEmptyEntries) : ["-ef"];
        // A ps that is told which processes are meant looks at no others of the host. Some of its options cannot be had together with that.
        var said = await RunAsync([.. arguments, "-q" + string.Join(',', processes)], cancellation);
        if (said.Code != 0)
            said = await RunAsync(arguments, cancellation);
        if (said.Code != 0)
            throw new GantryException(ErrorKind.Internal, $"ps: {said.Error.Trim().Split('\n')[0]}");
        return Parse(said.Output, processes.ToHashSet());
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(IEnumerable<string> arguments, CancellationToken cancellation)
    {
        using var ps = Begin(new ProcessStartInfo("ps", arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
        var errors = ps.StandardError.ReadToEndAsync(cancellation);
        var output = await ps.StandardOutput.ReadToEndAsync(cancellation);
        await ps.WaitForExitAsync(cancellation);
        return (ps.ExitCode, output, await errors);
    }

    private static Process Begin(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new GantryException(ErrorKind.Internal, $"ps cannot be started: {e.Message}; install the package procps", e);
        }
    }

    /// <summary>Keeps the rows of the given processes; the last column takes all remaining words.</summary>
    public static ProcessTable Parse(string output, IReadOnlySet<int> processes)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var titles = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var column = Array.IndexOf(titles, "PID");
        if (column < 0)
            throw new GantryException(ErrorKind.Internal, "Couldn't find PID field in ps output");
        var rows = new List<IReadOnlyList<string>>();
        foreach (var line in lines.Skip(1))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > column && int.TryParse(fields[column], out var pid) && processes.Contains(pid))
                rows.Add([.. fields.Take(titles.Length - 1), string.Join(' ', fields.Skip(titles.Length - 1))]);
        }

        return new ProcessTable(titles, rows);
    }
}
