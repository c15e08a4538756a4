using Gantry.Runtime.LaunchPlans;

namespace Gantry.Engine.Containers.Runs;

/// <summary>What Docker adds to a runtime's words about a process that did not start, whichever runtime it was.</summary>
internal static class LaunchAdvice
{
    private const string Mismatch = ": Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type";

    /// <summary>The words with what is added to them.</summary>
    public static string Complete(LaunchException failure) => failure.Message + (Has(failure, "is a directory") && !Has(failure, "permission denied") ? ": permission denied" : IsMismatch(failure) ? Mismatch : "");

    /// <summary>Whether something was no directory; the container's exit status is 127 then.</summary>
    public static bool IsMismatch(LaunchException failure) => Has(failure, "not a directory");

    private static bool Has(LaunchException failure, string words) => failure.Message.Contains(words, StringComparison.Ordinal);
}
