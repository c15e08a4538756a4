using System.CommandLine;

namespace Gantry.Cli.CommandLine;

/// <summary>
/// Rewrites a command line from the form Docker's users type (<c>-itp80:80 --rm image ls -l</c>) into the canonical one
/// (<c>--interactive=true --tty=true --publish=80:80 --rm=true -- image ls -l</c>) that leaves nothing to guess.
/// </summary>
internal sealed class PosixArguments
{
    private readonly Verb verb;
    private readonly Dictionary<string, Option> flags = [];
    private readonly List<(Option Flag, string Value)> values = [];
    private readonly List<string> operands = [];

    private PosixArguments(Verb verb)
    {
        this.verb = verb;
        foreach (var flag in verb.Options)
        {
            flags[flag.Name] = flag;
            foreach (var alias in flag.Aliases)
                flags[alias] = flag;
        }
    }

    /// <summary>Whether help was asked for.</summary>
    public bool Help { get; private set; }

    public IReadOnlyList<string> Operands => operands;

    /// <summary>The flags that were given, in canonical spelling, the last value of those that have one, all of the lists.</summary>
    public IEnumerable<string> Canonical()
    {
        foreach (var (flag, value) in values.Where((entry, at) => IsList(entry.Flag) || !values.Skip(at + 1).Any(later => later.Flag == entry.Flag)))
        {
            // An empty value is one only as a word of its own.
            if (value.Length > 0)
            {
                yield return $"{flag.Name}={value}";
                continue;
            }

            yield return flag.Name;
            yield return "";
        }
    }

    public bool Given(Option flag) => values.Any(entry => entry.Flag == flag);

    /// <exception cref="UsageException">A flag is unknown or lacks its value.</exception>
    public static PosixArguments Read(Verb verb, ReadOnlySpan<string> arguments)
    {
        var read = new PosixArguments(verb);
        if (verb.TakesAllAsOperands)
        {
            read.operands.AddRange(arguments);
            return read;
        }

        for (var at = 0; at < arguments.Length; at++)
        {
            var argument = arguments[at];
            if (argument == "--")
            {
                read.operands.AddRange(arguments[(at + 1)..]);
                break;
            }

            if (argument.Length < 2 || argument[0] != '-')
            {
                if (verb.EndsAtFirstOperand)
                {
                    read.operands.AddRange(arguments[at..]);
                    break;
                }

                read.operands.Add(argument);
                continue;
            }

            var next = at + 1 < arguments.Length ? arguments[at + 1] : null;
            if (argument[1] == '-' ? read.ReadLong(argument, next) : read.ReadLetters(argument, next))
                at++;
        }

        return read;
    }

    /// <returns>True where the next argument was the value.</returns>
    private bool ReadLong(string argument, string? next)
    {
        var equals = argument.IndexOf('=');
        var name = equals < 0 ? argument : argument[..equals];
        if (name.Length == 2)
            throw new UsageException($"bad flag syntax: {argument}");
        if (!flags.TryGetValue(name, out var flag))
        {
            if (name == "--help")
            {
                Help = true;
                return false;
            }

            throw new UsageException($"unknown flag: {name}");
        }

        if (equals >= 0)
            Add(flag, argument[(equals + 1)..]);
        else if (IsSwitch(flag))
            Add(flag, "true");
        else if (next is null)
            throw new UsageException($"flag needs an argument: {name}");
        else
            Add(flag, next);
        return equals < 0 && !IsSwitch(flag);
    }

    private bool ReadLetters(string argument, string? next)
    {
        for (var at = 1; at < argument.Length; at++)
        {
            if (!flags.TryGetValue($"-{argument[at]}", out var flag))
            {
                if (argument[at] != 'h')
                    throw new UsageException($"unknown shorthand flag: '{argument[at]}' in -{argument[at..]}");
                Help = true;
                continue;
            }

            var rest = argument[(at + 1)..];
            if (rest.Length > 1 && rest[0] == '=')
            {
                Add(flag, rest[1..]);
                return false;
            }

            if (IsSwitch(flag))
            {
                Add(flag, "true");
                continue;
            }

            Add(flag, rest.Length > 0 ? rest : next ?? throw new UsageException($"flag needs an argument: '{argument[at]}' in -{argument[at..]}"));
            return rest.Length == 0;
        }

        return false;
    }

    private void Add(Option flag, string value)
    {
        if (IsSwitch(flag))
        {
            value = value switch
            {
                "1" or "t" or "T" or "true" or "TRUE" or "True" => "true",
                "0" or "f" or "F" or "false" or "FALSE" or "False" => "false",
                _ => throw new UsageException(
                    $"invalid argument \"{value}\" for \"{Spelling(flag)}\" flag: strconv.ParseBool: parsing \"{value}\": invalid syntax"),
            };
        }

        values.Add((flag, value));
    }

    private static string Spelling(Option flag) => string.Join(", ", flag.Aliases.Where(alias => alias.Length == 2).Append(flag.Name));

    private static bool IsSwitch(Option flag) => flag.HelpName is null;

    private static bool IsList(Option flag) => flag.Arity.MaximumNumberOfValues > 1;
}
