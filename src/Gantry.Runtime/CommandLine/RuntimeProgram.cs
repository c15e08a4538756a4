using Gantry.Runtime.Foreign;
using Gantry.Runtime.Shim;
using Gantry.Runtime.Shim.Logs;

namespace Gantry.Runtime.CommandLine;

/// <summary>The programs that start containers and stay with them. <c>gantry-runtime</c> has nothing else in it, so that it starts quickly and is small;
/// <c>gantry</c> has them too.</summary>
public static class RuntimeProgram
{
    /// <summary>Whether a command line of <c>gantry</c> is for one of them.</summary>
    public static bool Claims(string[] args) => args is ["shim", ..] or ["relay"] or ["compress-log", _] or ["runtime", ..] || RuntimeMain.IsNamed;

    /// <summary>Runs the one that a command line is for; the OCI runtime where it names no other.</summary>
    /// <returns>The exit status.</returns>
    public static int Run(string[] args) => args switch
    {
        // The shim comes first and touches nothing else.
        ["shim", ..] => ShimMain.Run(args[1..]),
        ["relay"] => RelayMain.Run(),
        ["compress-log", var log] => LogCompression.Run(log),
        _ => RuntimeMain.Run(args),
    };
}
