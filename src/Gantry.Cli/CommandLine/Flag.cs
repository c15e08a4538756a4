using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

using Gantry.Cli.Templates;
using Gantry.Oci.Text;

namespace Gantry.Cli.CommandLine;

/// <summary>
/// Makes the options of the verbs. A flag is written as in its help, for example <c>-d, --detach</c>; the word after it
/// (<c>string</c>, <c>list</c>, <c>bytes</c>) says what its value is.
/// </summary>
internal static class Flag
{
    public static Option<bool> Switch(string names, string about, bool on = false) =>
        Of(names, null, on ? $"{about} (default true)" : about, text => bool.Parse(text), on);

    /// <summary>A flag that is accepted and left out of the help.</summary>
    public static Option<T> Hidden<T>(Option<T> flag)
    {
        flag.Hidden = true;
        return flag;
    }

    /// <summary>Adds names that are accepted and left out of the help.</summary>
    public static Option<T> Also<T>(this Option<T> flag, params ReadOnlySpan<string> olderNames)
    {
        foreach (var name in olderNames)
            flag.Aliases.Add(name);
        return flag;
    }

    public static Option<string> Text(string names, string about, string fallback = "", string word = "string") =>
        Of(names, word, fallback.Length > 0 ? $"{about} (default \"{fallback}\")" : about, text => text, fallback);

    public static Option<long> Number(string names, string about, long fallback = 0) =>
        Of(names, "int", fallback != 0 ? $"{about} (default {fallback})" : about, ParseNumber, fallback);

    public static Option<long> Unsigned16(string names, string about) => Of(names, "uint16", about, ParseUnsigned16, 0L);

    /// <summary>A number of CPUs, whose value is billionths of one.</summary>
    public static Option<long> Cpus(string names, string about) => Of(names, "decimal", about, ParseCpus, 0L);

    /// <summary>A size that may also be -1.</summary>
    public static Option<long> SwapBytes(string names, string about) => Of(names, "bytes", about, text => text == "-1" ? -1 : ByteSize.Parse(text), 0L);

    public static Option<TimeSpan> Duration(string names, string about) =>
        Of(names, "duration", about, GoDuration.Parse, TimeSpan.Zero);

    public static Option<long> Bytes(string names, string about) =>
        Of(names, "bytes", about, ByteSize.Parse, 0L);

    public static Option<IReadOnlyList<string>> List(string names, string about, Func<string, string>? check = null, string word = "list") =>
        ListOf(names, word, about, check ?? (text => text));

    /// <summary>A list of <c>key=value</c>, whose help tells of the empty map it is without one.</summary>
    public static Option<IReadOnlyList<string>> Map(string names, string about) => List(names, $"{about} (default map[])", word: "map");

    /// <summary>Pairs <c>key=value</c> that may also stand in one word, with commas between.</summary>
    public static Option<IReadOnlyList<string>> Pairs(string names, string about)
    {
        var flag = Strings(names, $"{about} (default [])", field => field.Contains('=') ? field : throw new FormatException($"{field} must be formatted as key=value"));
        flag.HelpName = "stringToString";
        return flag;
    }

    /// <summary>A list whose values may also stand in one word, with commas between.</summary>
    public static Option<IReadOnlyList<string>> Strings(string names, string about, Func<string, string>? check = null)
    {
        var (name, aliases) = Split(names);
        return new Option<IReadOnlyList<string>>(name, aliases)
        {
            Description = about,
            HelpName = "strings",
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [],
            CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Length == 0 ? [] : Convert(result, names, token.Value, text => CsvFields.Split(text).Select(check ?? (field => field)).ToList()) ?? [])],
        };
    }

    public static Option<IReadOnlyList<T>> ListOf<T>(string names, string word, string about, Func<string, T> parse)
    {
        var (name, aliases) = Split(names);
        return new Option<IReadOnlyList<T>>(name, aliases)
        {
            Description = about,
            HelpName = word,
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [],
            CustomParser = result => [.. result.Tokens.Select(token => Convert(result, names, token.Value, parse)!)],
        };
    }

    public static Option<T> Of<T>(string names, string? word, string about, Func<string, T> parse, T fallback)
    {
        var (name, aliases) = Split(names);
        return new Option<T>(name, aliases)
        {
            Description = about,
            HelpName = word,
            Arity = ArgumentArity.ExactlyOne,
            DefaultValueFactory = _ => fallback,
            CustomParser = result => Convert(result, names, result.Tokens[^1].Value, parse),
        };
    }

    private static T? Convert<T>(ArgumentResult result, string names, string value, Func<string, T> parse)
    {
        try
        {
            return parse(value);
        }
        catch (FormatException fault)
        {
            result.AddError($"invalid argument {GoJson.Write(value)} for \"{names}\" flag: {fault.Message}");
            return default;
        }
    }

    private static long ParseNumber(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"strconv.ParseInt: parsing \"{text}\": invalid syntax");

    private static long ParseUnsigned16(string text)
    {
        if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new FormatException($"strconv.ParseUint: parsing \"{text}\": invalid syntax");
        return number <= ushort.MaxValue ? (long)number : throw new FormatException($"strconv.ParseUint: parsing \"{text}\": value out of range");
    }

    private static long ParseCpus(string text)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var cpus))
            throw new FormatException($"failed to parse {text} as a rational number");
        var billionths = cpus * 1_000_000_000m;
        return decimal.IsInteger(billionths) ? (long)billionths : throw new FormatException("value is too precise");
    }

    private static (string Name, string[] Aliases) Split(string names) =>
        names.Split(", ") is [var letter, var name] ? (name, [letter]) : (names, []);
}
