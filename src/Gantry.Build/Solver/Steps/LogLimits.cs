using System.Globalization;

namespace Gantry.Build.Solver.Steps;

/// <summary>How much of a program's output is shown.</summary>
/// <param name="Size">Bytes of each of its streams; -1: any number, however fast they come.</param>
/// <param name="Speed">Bytes of each of its streams a second; -1: any number.</param>
internal sealed record LogLimits(int Size, int Speed)
{
    /// <summary>No limits.</summary>
    public const int Unlimited = -1;

    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB"];

    /// <summary>The administrator's, by BuildKit's variables of the environment.</summary>
    /// <param name="variable">Reads one.</param>
    public static LogLimits Read(Func<string, string?> variable)
    {
        return new LogLimits(Number("BUILDKIT_STEP_LOG_MAX_SIZE", 2 << 20), Number("BUILDKIT_STEP_LOG_MAX_SPEED", 200 << 10));

        int Number(string name, int otherwise) => int.TryParse(variable(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
    }

    /// <summary>How much of a stream may be shown so far.</summary>
    /// <param name="age">How long the program has run.</param>
    /// <returns>The bytes, -1 for any number, and the limit in words.</returns>
    public (long Bytes, string Limit) After(TimeSpan age)
    {
        if (Speed != Unlimited && (long)Math.Ceiling(age.TotalSeconds) * Speed is var fast && fast <= Size) return (fast, Text(Speed) + "/s");
        return (Size, Text(Size));
    }

    private static string Text(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1024 && unit < s_units.Length - 1; unit++) bytes /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{bytes}{s_units[unit]}");
    }
}
