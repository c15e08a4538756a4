using Gantry.Oci.Text;

namespace Gantry.Build.Dockerfiles.Checking;

/// <summary>The checks that need nothing but the file: how things are written and named.</summary>
internal static class FormChecks
{
    /// <summary>What they find, in BuildKit's order: line by line first, then stages, then keywords.</summary>
    public static IEnumerable<Finding> Run(Dockerfile file) => [.. Instructions(file).SelectMany(OfInstruction), .. OfStageNames(file), .. OfKeywords(file)];

    private static IEnumerable<Instruction> Instructions(Dockerfile file) => [.. file.GlobalArguments, .. file.Stages.SelectMany(s => s.Instructions.Prepend(s.From))];

    private static IEnumerable<Finding> OfInstruction(Instruction instruction)
    {
        switch (instruction)
        {
            case MaintainerInstruction:
                yield return CheckRules.MaintainerDeprecated.Finds("Maintainer instruction is deprecated in favor of using label", instruction.Lines);
                break;
            case FromInstruction { WrittenName: { } name, WrittenAs: { } written } from:
                if (!LetterCase.IsLower(name)) yield return CheckRules.StageNameCasing.Finds($"Stage name '{name}' should be lowercase", from.Lines);
                if (!AreAlike(from.WrittenKeyword, written)) yield return CheckRules.FromAsCasing.Finds($"'{written}' and '{from.WrittenKeyword}' keywords' casing do not match", from.Lines);
                if (IsOtherDescription(from, [from.StageName!])) yield return Description("FROM", [from.StageName!], from.Lines);
                break;
            case ArgInstruction arg when arg.Declarations.Select(d => d.Name).ToList() is var names && IsOtherDescription(arg, names):
                yield return Description("ARG", names, arg.Lines);
                break;
        }
    }

    private static IEnumerable<Finding> OfStageNames(Dockerfile file)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var from in file.Stages.Select(s => s.From))
        {
            if (from.StageName is not { } name) continue;
            if (name is "context" or "scratch")
                yield return CheckRules.ReservedStageName.Finds($"Stage name should not use the same name as reserved stage {GoQuote.Of(name)}", from.Lines);
            if (!names.Add(name)) yield return CheckRules.DuplicateStageName.Finds($"Duplicate stage name {GoQuote.Of(name)}, stage names should be unique", from.Lines);
        }
    }

    /// <summary>Keywords are written as most are; in capitals if there is no majority.</summary>
    private static IEnumerable<Finding> OfKeywords(Dockerfile file)
    {
        var instructions = file.Stages.SelectMany(s => s.Instructions.Prepend(s.From)).ToList();
        var (lower, upper) = (instructions.Count(i => LetterCase.IsLower(i.WrittenKeyword)), instructions.Count(i => LetterCase.IsUpper(i.WrittenKeyword)));
        var isLower = lower > upper;
        return instructions.Where(i => isLower ? !LetterCase.IsLower(i.WrittenKeyword) : !LetterCase.IsUpper(i.WrittenKeyword)).Select(i => CheckRules.ConsistentInstructionCasing.Finds(
            $"Command '{i.WrittenKeyword}' should match the case of the command majority ({(isLower ? "lowercase" : "uppercase")})", i.Lines));
    }

    /// <summary>Whether the last comment above a definition is no description of it.</summary>
    private static bool IsOtherDescription(Instruction instruction, IReadOnlyList<string> names) =>
        instruction.Comments.Count > 0 && !names.Contains(instruction.Comments[^1].Split(' ')[0]);

    private static Finding Description(string keyword, IReadOnlyList<string> names, LineRange lines) => CheckRules.InvalidDefinitionDescription.Finds(
        $"Comment for {keyword} should follow the format: `# {(names.Count > 1 ? "<arg_key>" : names[0])} <description>`", lines);

    /// <summary>Whether AS is written as FROM is; a FROM in mixed case is a matter of <see cref="OfKeywords"/>.</summary>
    private static bool AreAlike(string from, string written) => LetterCase.IsLower(from) ? LetterCase.IsLower(written) : !LetterCase.IsUpper(from) || LetterCase.IsUpper(written);
}
