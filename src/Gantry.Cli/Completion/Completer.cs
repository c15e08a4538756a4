using Gantry.Cli.CommandLine;
using Gantry.Cli.Commands;
using Gantry.Cli.Compose;

namespace Gantry.Cli.Completion;

/// <summary>Finds the words that may come next on a command line.</summary>
/// <param name="names">The names of what is there.</param>
internal sealed class Completer(NameSource names)
{
    /// <param name="words">The words so far without the program's name; the last is the one being typed, which may be empty.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<Candidate>> RunAsync(IReadOnlyList<string> words, CancellationToken cancellation)
    {
        if (words.Count == 0)
            return [];
        var typed = words[^1];
        var found = await AllAsync([.. words.SkipLast(1)], typed, cancellation);
        return [.. found.Where(candidate => candidate.Word.StartsWith(typed, StringComparison.Ordinal)).DistinctBy(candidate => candidate.Word).OrderBy(candidate => candidate.Word, StringComparer.Ordinal)];
    }

    private async Task<IEnumerable<Candidate>> AllAsync(string[] before, string typed, CancellationToken cancellation)
    {
        var rest = GlobalFlags.Skip(before);
        if (rest is null)
            return await names.OfFlagAsync(before[^1], cancellation);
        return rest switch
        {
            [] => VerbTable.Top.Where(entry => !entry.IsHidden).Select(entry => new Candidate(entry.Name, entry.About)).Concat(VerbTable.Groups.Select(group => new Candidate(group.Name, group.About)))
                .Append(new Candidate("compose", "Define and run multi-container applications")),
            ["compose"] => ComposeVerbs.All.Select(verb => new Candidate(verb.Name, verb.About)),
            ["compose", var name, .. var words] => ComposeVerbs.All.FirstOrDefault(verb => verb.Name == name).Make is { } make ? await InsideAsync(make(), words, typed, cancellation) : [],
            [var group] when VerbTable.FindGroup(group) is { } known => known.Entries.Where(entry => !entry.IsHidden).Select(entry => new Candidate(entry.Name, entry.About)),
            [var group, var name, .. var words] when VerbTable.FindGroup(group) is { } known =>
                VerbTable.Find(known.Entries, name) is { } entry ? await InsideAsync(entry.Make(), words, typed, cancellation) : [],
            [var name, .. var words] => VerbTable.Find(VerbTable.Top, name) is { } entry ? await InsideAsync(entry.Make(), words, typed, cancellation) : [],
        };
    }

    private async Task<IEnumerable<Candidate>> InsideAsync(Verb verb, string[] words, string typed, CancellationToken cancellation)
    {
        var operands = 0;
        for (var at = 0; at < words.Length; at++)
        {
            if (words[at] is not ['-', _, ..] || (verb.EndsAtFirstOperand && operands > 0))
                operands++;
            else if (!words[at].Contains('=') && verb.Options.FirstOrDefault(flag => flag.Name == words[at] || flag.Aliases.Contains(words[at])) is { HelpName: not null } && ++at == words.Length)
                return await names.OfFlagAsync(words[^1], cancellation);
        }

        if (typed.StartsWith('-') && !(verb.EndsAtFirstOperand && operands > 0))
            return verb.Options.Where(flag => !flag.Hidden).Select(flag => new Candidate(flag.Name, flag.Description ?? "")).Append(new Candidate("--help", "Show the help"));
        return Place(verb, operands) is { } place ? await names.OfAsync(place, verb.Name, cancellation) : [];
    }

    /// <summary>The word of the usage line that stands for an operand; the last stands for all that follow where it is repeated.</summary>
    private static string? Place(Verb verb, int operand)
    {
        var places = verb.Synopsis.Split(' ').Where(word => word is not "[OPTIONS]" and not "").ToList();
        var word = operand < places.Count ? places[operand] : places is [.., var last] && last.Contains("...", StringComparison.Ordinal) ? last : null;
        word = word?.Trim('[', ']').Replace("...", "", StringComparison.Ordinal).TrimEnd(']');
        return word is null || word == "NAME|ID" ? word : word.Split('[', ':', '|')[0];
    }
}
