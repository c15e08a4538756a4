using System.Globalization;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>Signals that end programs, in the words of Go's runtime, which users of runc know.</summary>
internal static class SignalText
{
    /// <summary>What a signal is called; its number when it has no name of its own.</summary>
    public static string Of(int signal) => signal switch
    {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        5 => "trace/breakpoint trap",
        6 => "aborted",
        7 => "bus error",
        8 => "floating point exception",
        9 => "killed",
        10 => "user defined signal 1",
        11 => "segmentation fault",
        12 => "user defined signal 2",
        13 => "broken pipe",
        14 => "alarm clock",
        15 => "terminated",
        31 => "bad system call",
        _ => signal.ToString(CultureInfo.InvariantCulture),
    };
}
