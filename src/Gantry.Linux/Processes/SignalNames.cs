using System.Collections.Frozen;
using System.Globalization;

using Gantry.Oci.Errors;

namespace Gantry.Linux.Processes;

/// <summary>Signals by name and number (signal(7), x86-64).</summary>
public static class SignalNames
{
    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;
    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    private static readonly FrozenDictionary<string, int> Numbers = new Dictionary<string, int>
    {
        ["HUP"] = 1,
        ["INT"] = 2,
        ["QUIT"] = 3,
        ["ILL"] = 4,
        ["TRAP"] = 5,
        ["ABRT"] = 6,
        ["IOT"] = 6,
        ["BUS"] = 7,
        ["FPE"] = 8,
        ["KILL"] = 9,
        ["USR1"] = 10,
        ["SEGV"] = 11,
        ["USR2"] = 12,
        ["PIPE"] = 13,
        ["ALRM"] = 14,
        ["TERM"] = 15,
        ["STKFLT"] = 16,
        ["CHLD"] = 17,
        ["CLD"] = 17,
        ["CONT"] = 18,
        ["STOP"] = 19,
        ["TSTP"] = 20,
        ["TTIN"] = 21,
        ["TTOU"] = 22,
        ["URG"] = 23,
        ["XCPU"] = 24,
        ["XFSZ"] = 25,
        ["VTALRM"] = 26,
        ["PROF"] = 27,
        ["WINCH"] = 28,
        ["IO"] = 29,
        ["POLL"] = 29,
        ["PWR"] = 30,
        ["SYS"] = 31,
        ["RTMIN"] = 34,
        ["RTMAX"] = 64,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The number of a signal given as number, <c>KILL</c>, <c>SIGKILL</c> or <c>RTMIN+3</c>; Invalid otherwise.</summary>
    public static int Parse(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number is > 0 and <= 64 ? number : throw Invalid(text);
        var name = text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text;
        if (Numbers.TryGetValue(name, out number))
            return number;
        var sign = name.IndexOfAny(['+', '-']);
        if (sign > 0 && Numbers.TryGetValue(name[..sign], out var start) && int.TryParse(name[sign..], CultureInfo.InvariantCulture, out var offset) && start + offset is >= 34 and <= 64)
            return start + offset;
        throw Invalid(text);
    }

    private static GantryException Invalid(string text) => new(ErrorKind.Invalid, $"invalid signal: {text}");
}
