using System.Collections.Frozen;

using Gantry.Oci.Runtime;

namespace Gantry.Linux.Seccomp;

/// <summary>The part of a filter that is about one architecture: a binary search over ranges of numbers that have the same outcome.
/// The number is loaded when it begins.</summary>
internal sealed class SyscallSection(LinuxSeccomp profile, FrozenDictionary<string, int> numbers)
{
    private readonly uint otherwise = SeccompAction.Value(profile.DefaultAction, profile.DefaultErrnoRet);
    private readonly SortedDictionary<uint, List<(uint Action, IReadOnlyList<LinuxSeccompArg> Arguments)>> rules = [];
    private uint last;

    /// <summary>What marks the architecture's numbers.</summary>
    public uint Bit { get; init; }

    /// <summary>Whether arguments have 64 bits.</summary>
    public bool Wide { get; init; }

    /// <summary>Whether socketcall(2) and ipc(2) exist.</summary>
    public bool Multiplexed { get; init; }

    public void Emit(FilterWriter program)
    {
        foreach (var rule in profile.Syscalls ?? [])
        {
            foreach (var name in rule.Names ?? [])
                Add(rule, name);
        }

        var ranges = Ranges();
        Search(program, ranges, 0, ranges.Count);
    }

    private void Add(LinuxSyscall rule, string name)
    {
        var action = SeccompAction.Value(rule.Action, rule.ErrnoRet);
        var arguments = rule.Args ?? [];
        if (numbers.TryGetValue(name, out var number))
        {
            // A name this architecture does not have is no error: profiles are written for many.
            last = Math.Max(last, (uint)number | Bit);
            Add(name, action, arguments);
        }

        // The other path hides the arguments in memory: what is allowed under a condition is not allowed there, what is refused under one is refused.
        if (Multiplexed && MultiplexedCalls.TryFind(name, out var path) && (arguments.Count == 0 || !SeccompAction.LetsPass(action)))
            Add(path.Carrier, action, [new LinuxSeccompArg { Index = 0, Value = path.Operation, Op = "SCMP_CMP_EQ" }]);
    }

    private void Add(string name, uint action, IReadOnlyList<LinuxSeccompArg> arguments)
    {
        // A rule that says what happens anyway is none, so that it does not hide narrower ones.
        if (action == otherwise)
            return;
        var number = (uint)numbers[name] | Bit;
        if (!rules.TryGetValue(number, out var list))
            rules[number] = list = [];

        // Several conditions on one argument are alternatives, as runc has it.
        if (arguments.DistinctBy(a => a.Index).Count() < arguments.Count)
            list.AddRange(arguments.Select(a => (action, (IReadOnlyList<LinuxSeccompArg>)[a])));
        else
            list.Add((action, arguments));
    }

    private List<(uint First, Outcome Outcome)> Ranges()
    {
        var ranges = new List<(uint First, Outcome Outcome)>();
        uint next = 0;
        foreach (var (number, list) in rules)
        {
            if (number != next)
                Append(next, new Outcome(otherwise, []));
            var whole = list.FindIndex(r => r.Arguments.Count == 0);
            Append(number, whole < 0 ? new Outcome(otherwise, list) : new Outcome(list[whole].Action, []));
            next = number + 1;
        }

        if (last > 0 && !SeccompAction.LetsPass(otherwise))
        {
            // A refusal of calls the profile's author could not know would hide from programs that an older call will do.
            if (next <= last)
                Append(next, new Outcome(otherwise, []));
            Append(last + 1, new Outcome(SeccompAction.NoSuchCall, []));
        }
        else
        {
            Append(next, new Outcome(otherwise, []));
        }

        return ranges;

        void Append(uint first, Outcome outcome)
        {
            if (ranges.Count == 0 || outcome.Checks.Count > 0 || ranges[^1].Outcome.Checks.Count > 0 || ranges[^1].Outcome.Action != outcome.Action)
                ranges.Add((first, outcome));
        }
    }

    private void Search(FilterWriter program, List<(uint First, Outcome Outcome)> ranges, int from, int to)
    {
        if (to - from == 1)
        {
            Emit(program, ranges[from].Outcome);
            return;
        }

        var middle = (from + to) / 2;
        var right = program.Label();
        program.JumpIfGreaterOrEqual(ranges[middle].First, right);
        Search(program, ranges, from, middle);
        program.Mark(right);
        Search(program, ranges, middle, to);
    }

    private void Emit(FilterWriter program, Outcome outcome)
    {
        foreach (var (action, arguments) in outcome.Checks)
        {
            var next = program.Label();
            foreach (var argument in arguments)
                ArgumentCheck.Emit(program, argument, Wide, next);
            program.Return(action);
            program.Mark(next);
        }

        program.Return(outcome.Action);
    }

    /// <summary>What happens to a range of numbers: the first check that holds decides, otherwise the action.</summary>
    private readonly record struct Outcome(uint Action, IReadOnlyList<(uint Action, IReadOnlyList<LinuxSeccompArg> Arguments)> Checks);
}
