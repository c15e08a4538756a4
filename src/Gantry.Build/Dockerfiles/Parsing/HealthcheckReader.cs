using System.Globalization;

using Gantry.Oci.Text;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>HEALTHCHECK.</summary>
internal static class HealthcheckReader
{
    /// <exception cref="DockerfileException">It is wrong. It names no lines.</exception>
    public static HealthcheckInstruction Read(SourceLine line)
    {
        if (line.Arguments.Words.Count == 0) throw InstructionReader.MissingArgument(line);
        var type = line.Arguments.Words[0].ToUpperInvariant();
        var words = line.Arguments.Words.Skip(1).ToList();
        if (type == "NONE")
        {
            if (words.Count > 0) throw new DockerfileException("HEALTHCHECK NONE takes no arguments");
            return new HealthcheckInstruction((CommandLine?)null) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines };
        }

        var flags = new InstructionFlags(line.Flags, texts: ["interval", "retries", "start-interval", "start-period", "timeout"]);
        if (type != "CMD") throw new DockerfileException($"Unknown type {GoQuote.Of(type)} in HEALTHCHECK (try CMD)");
        if (words.Count == 0) throw new DockerfileException("Missing command after HEALTHCHECK CMD");
        return new HealthcheckInstruction(new CommandLine(words, !line.Arguments.IsJson, line.HereDocuments))
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
        if (text is null) return 0;
        var digits = text[0] is '-' or '+' ? text.AsSpan(1) : text;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9')) throw new DockerfileException($"strconv.ParseInt: parsing {GoQuote.Of(text)}: invalid syntax");
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw new DockerfileException($"strconv.ParseInt: parsing {GoQuote.Of(text)}: value out of range");
        return number >= 0 ? number : throw new DockerfileException($"--retries cannot be negative ({number})");
    }

    private static long Nanoseconds(string text)
    {
        try
        {
            return GoDuration.Nanoseconds(text);
        }
        catch (FormatException e)
        {
            throw new DockerfileException(e.Message);
        }
    }

    private static TimeSpan Time(InstructionFlags flags, string name)
    {
        if (flags.Text(name) is not { } text) return TimeSpan.Zero;
        var nanoseconds = Nanoseconds(text);
        if (nanoseconds is not 0 and < 1_000_000) throw new DockerfileException($"Interval \"{name}\" cannot be less than 1ms");
        return TimeSpan.FromTicks(nanoseconds / 100);
    }
}
