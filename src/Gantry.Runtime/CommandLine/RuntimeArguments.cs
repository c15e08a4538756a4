using System.Globalization;

using Gantry.Oci.Text;

namespace Gantry.Runtime.CommandLine;

/// <summary>Flags and operands of one command, read by the rules of Go's flag package, which runc's callers rely on: one dash or two,
/// a value after <c>=</c> or as the next word, switches with <c>=false</c>.</summary>
internal sealed class RuntimeArguments
{
    private readonly Dictionary<string, List<string>> values = [];

    private RuntimeArguments(IReadOnlyList<string> operands) => Operands = operands;

    /// <summary>What is no flag.</summary>
    public IReadOnlyList<string> Operands { get; private set; }

    /// <summary>Whether help was asked for.</summary>
    public bool WantsHelp { get; private set; }

    /// <summary>Reads words.</summary>
    /// <param name="words">The words.</param>
    /// <param name="flags">The flags there are.</param>
    /// <param name="stopsAtOperand">Whether flags end at the first operand; otherwise they may also follow it.</param>
    /// <exception cref="FlagException">A flag that is none, or a value that it does not take.</exception>
    public static RuntimeArguments Parse(IReadOnlyList<string> words, IReadOnlyList<RuntimeFlag> flags, bool stopsAtOperand)
    {
        var operands = new List<string>();
        var arguments = new RuntimeArguments(operands);
        for (var at = 0; at < words.Count; at++)
        {
            var word = words[at];
            if (word == "--" || (operands.Count > 0 && stopsAtOperand) || !word.StartsWith('-') || word == "-")
            {
                if (word == "--" || (stopsAtOperand && operands.Count == 0))
                {
                    operands.AddRange(words.Skip(word == "--" ? at + 1 : at));
                    break;
                }

                operands.Add(word);
                continue;
            }

            // After an operand only words that are flags are taken for flags: a signal may be a negative number.
            if (operands.Count > 0 && !flags.Any(f => f.Has(NameOf(word))) && NameOf(word) is not ("h" or "help"))
            {
                operands.Add(word);
                continue;
            }

            arguments.Take(words, ref at, flags);
        }

        return arguments;
    }

    /// <summary>Whether a flag was given.</summary>
    public bool IsSet(string name) => values.ContainsKey(name);

    /// <summary>Whether a switch is on.</summary>
    public bool IsOn(string name) => values.TryGetValue(name, out var given) && given[^1] is "true" or "1" or "t";

    /// <summary>A flag's value; null when it was not given.</summary>
    public string? Text(string name) => values.TryGetValue(name, out var given) ? given[^1] : null;

    /// <summary>All values of a flag.</summary>
    public IReadOnlyList<string> Texts(string name) => values.TryGetValue(name, out var given) ? given : [];

    /// <summary>A flag's number; null when it was not given.</summary>
    public long? Number(string name) => Text(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    private static string NameOf(string word) => word.TrimStart('-').Split('=')[0];

    private void Take(IReadOnlyList<string> words, ref int at, IReadOnlyList<RuntimeFlag> flags)
    {
        var word = words[at].StartsWith("--", StringComparison.Ordinal) ? words[at][2..] : words[at][1..];
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (word, null) : (word[..equals], word[(equals + 1)..]);
        if (name is "h" or "help")
        {
            WantsHelp = true;
            return;
        }

        var flag = flags.FirstOrDefault(f => f.Has(name)) ?? throw new FlagException($"flag provided but not defined: -{name}");
        if (flag.Kind == RuntimeFlagKind.Switch)
            value ??= "true";
        else if (value is null)
            value = ++at < words.Count ? words[at] : throw new FlagException($"flag needs an argument: -{name}");
        var isNumber = long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        if ((flag.Kind == RuntimeFlagKind.Number && !isNumber) || (flag.Kind == RuntimeFlagKind.Duration && !GoDuration.TryParse(value, out _)))
            throw new FlagException($"invalid value \"{value}\" for flag -{name}: parse error");
        if (flag.Kind == RuntimeFlagKind.Numbers && !isNumber)
            throw new FlagException($"invalid value \"{value}\" for flag -{name}: strconv.ParseInt: parsing \"{value}\": invalid syntax");
        if (flag.Kind == RuntimeFlagKind.Switch && value is not ("true" or "false" or "1" or "0" or "t" or "f"))
            throw new FlagException($"invalid boolean value \"{value}\" for -{name}: parse error");
        if (!values.TryGetValue(flag.Name, out var given))
            values.Add(flag.Name, given = []);
        given.Add(value);
    }
}
