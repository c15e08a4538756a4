namespace Gantry.Cli.CommandLine;

/// <summary>How many operands a command takes, and Docker's sentences where the count is wrong.</summary>
internal readonly record struct Operands(int Minimum, int Maximum)
{
    public static Operands None => new(0, 0);

    public static Operands Any => new(0, int.MaxValue);

    public static Operands Exactly(int count) => new(count, count);

    public static Operands AtLeast(int count) => new(count, int.MaxValue);

    public static Operands Between(int minimum, int maximum) => new(minimum, maximum);

    /// <summary>The fault in a count of operands, or null.</summary>
    public string? Fault(int count)
    {
        if (count >= Minimum && count <= Maximum)
            return null;
        if (Maximum == 0)
            return "accepts no arguments";
        if (Minimum == Maximum)
            return $"requires {Minimum} {Noun(Minimum)}";
        if (Maximum == int.MaxValue)
            return $"requires at least {Minimum} {Noun(Minimum)}";
        return Minimum == 0
            ? $"requires at most {Maximum} {Noun(Maximum)}"
            : $"requires at least {Minimum} and at most {Maximum} {Noun(Maximum)}";
    }

    private static string Noun(int count) => count == 1 ? "argument" : "arguments";
}
