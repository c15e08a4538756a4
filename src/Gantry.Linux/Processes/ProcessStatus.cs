using System.Globalization;

namespace Gantry.Linux.Processes;

/// <summary>What the kernel tells of a process in <c>/proc/PID/stat</c> (proc_pid_stat(5)).</summary>
/// <param name="State">The state's letter.</param>
/// <param name="StartTicks">When it was started, in clock ticks since the host's start.</param>
public readonly record struct ProcessStatus(char State, ulong StartTicks)
{
    /// <summary>Whether it is only waiting to be reaped.</summary>
    public bool HasEnded => State is 'Z' or 'X';

    /// <summary>Reads a process's status; null when there is no such process.</summary>
    public static ProcessStatus? Read(int pid)
    {
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (IOException)
        {
            return null;
        }

        // The name, second, is in parentheses and may hold anything.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessStatus(fields[0][0], ulong.Parse(fields[19], CultureInfo.InvariantCulture));
    }
}
