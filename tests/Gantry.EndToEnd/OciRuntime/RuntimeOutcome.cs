using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.OciRuntime;

internal static class RuntimeOutcome
{
    /// <summary>The runtime refused with this message in its log.</summary>
    public static void Refuses(this Outcome outcome, string message)
    {
        var escaped = message.Replace("\"", "\\\"", StringComparison.Ordinal);
        Assert.True(outcome.Exit == 1 && outcome.Err.Contains("level=error", StringComparison.Ordinal) && outcome.Err.Contains(escaped, StringComparison.Ordinal), $"expected the refusal\n{message}\n{outcome}");
    }
}
