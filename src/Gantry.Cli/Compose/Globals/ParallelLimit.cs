using System.Globalization;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Compose.Globals;

/// <summary>How many operations of an engine may be under way at once.</summary>
internal static class ParallelLimit
{
    private const string Variable = "COMPOSE_PARALLEL_LIMIT";

    /// <summary>The flag's limit, else that of COMPOSE_PARALLEL_LIMIT; 0: none.</summary>
    /// <exception cref="CliException">The variable is no number.</exception>
    public static int Of(long? flag)
    {
        if (flag is { } given)
            return (int)Math.Clamp(given, 0, int.MaxValue);
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } text)
            return 0;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit)
            ? Math.Max(0, limit)
            : throw new CliException($"{Variable} must be an integer (found: \"{text}\")");
    }
}
