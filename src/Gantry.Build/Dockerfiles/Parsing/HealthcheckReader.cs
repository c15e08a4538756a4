using System.Globalization;

using Gantry.Oci.Errors;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>HEALTHCHECK.</summary>
internal static class HealthcheckReader
{
    /// <exception cref="GantryException">Invalid, in BuildKit's words.</exception>
    public static HealthcheckInstruction Read(SourceLine line)
    {
        if (line.Arguments.Length == 0) throw Fault("HEALTHCHECK requires at least one argument");
        var blank = line.Arguments.AsSpan().IndexOfAny(" \t\v\f\r");
        var (kind, rest) = blank < 0 ? (line.Arguments, "") : (line.Arguments[..blank], line.Arguments[blank..].Trim());
        if (kind.Equals("NONE", StringComparison.OrdinalIgnoreCase))
        {
            if (rest.Length > 0) throw Fault("HEALTHCHECK NONE takes no arguments");
            return new HealthcheckInstruction((CommandLine?)null) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines };
        }

        var flags = new InstructionFlags(line.Flags, texts: ["interval", "timeout", "start-period", "start-interval", "retries"]);
        if (!kind.Equals("CMD", StringComparison.OrdinalIgnoreCase)) throw Fault($"Unknown type \"{kind.ToUpperInvariant()}\" in HEALTHCHECK (try CMD)");
        var command = InstructionReader.Command(rest, line);
        if (command.Words.Count == 0) throw Fault("Missing command after HEALTHCHECK CMD");
        return new HealthcheckInstruction(command)
        {
            WrittenKeyword = line.Keyword,
            Text = line.Text,
            Lines = line.Lines,
            Interval = Time(flags, "interval"),
            Timeout = Time(flags, "timeout"),
            StartPeriod = Time(flags, "start-period"),
            StartInterval = Time(flags, "start-interval"),
            Retries = Retries(flags.Text("retries")),
        };
    }

    private static int Retries(string? text)
    {
        if (string.IsNullOrEmpty(text)) return 0;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) throw Fault($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
        return number >= 0 ? number : throw Fault($"--retries cannot be negative ({number})");
    }

    private static TimeSpan Time(InstructionFlags flags, string name)
    {
        if (flags.Text(name) is not { Length: > 0 } text) return TimeSpan.Zero;
        var time = GoTime(text) ?? throw Fault($"time: invalid duration \"{text}\"");
        if (time != TimeSpan.Zero && time < TimeSpan.FromMilliseconds(1)) throw Fault($"Interval \"{name}\" cannot be less than 1ms");
        return time;
    }

    /// <summary>A duration as Go writes it: <c>1m30s</c>, <c>1.5h</c>.</summary>
    private static TimeSpan? GoTime(string text)
    {
        if (text == "0") return TimeSpan.Zero;
        var sum = 0m;
        for (var at = text.StartsWith('-') ? 1 : 0; at < text.Length;)
        {
            var start = at;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.')) at++;
            if (!decimal.TryParse(text.AsSpan(start, at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
            var unit = at;
            while (at < text.Length && !char.IsAsciiDigit(text[at]) && text[at] != '.') at++;
            decimal? ticks = text[unit..at] switch { "h" => 36_000_000_000, "m" => 600_000_000, "s" => 10_000_000, "ms" => 10_000, "us" or "µs" => 10, "ns" => 0.01m, _ => null };
            if (ticks is null || number > 1_000_000_000_000) return null;
            sum += number * ticks.Value;
        }

        return sum > TimeSpan.MaxValue.Ticks ? null : TimeSpan.FromTicks((long)(text.StartsWith('-') ? -sum : sum));
    }

    private static GantryException Fault(string message) => new(ErrorKind.Invalid, message);
}
