namespace Gantry.Build.Dockerfiles;

/// <summary>Docker's build checks: https://docs.docker.com/reference/build-checks/.</summary>
internal static class Checks
{
    /// <summary>The findings that the file alone gives.</summary>
    public static IEnumerable<Finding> OfForm(Dockerfile dockerfile)
    {
        foreach (var stage in dockerfile.Stages)
        {
            var from = stage.From;
            if (from.WrittenName is { } name && name != from.StageName)
                yield return Of("StageNameCasing", "Stage names should be lowercase", $"Stage name '{name}' should be lowercase", from.Lines);
            if (from.WrittenAs is { } written && !Matches(from.WrittenKeyword, written))
                yield return Of("FromAsCasing", "The 'as' keyword should match the case of the 'from' keyword", $"'{written}' and '{from.WrittenKeyword}' keywords' casing do not match", from.Lines);
            foreach (var instruction in stage.Instructions)
            {
                switch (instruction)
                {
                    case MaintainerInstruction:
                        yield return Of("MaintainerDeprecated", "The MAINTAINER instruction is deprecated, use a label instead to define an image author", "Maintainer instruction is deprecated in favor of using label", instruction.Lines);
                        break;
                    case EnvInstruction { Settings: [{ IsOldForm: true } setting] }:
                        yield return OldForm("ENV", setting, instruction.Lines);
                        break;
                    case LabelInstruction { Settings: [{ IsOldForm: true } setting] }:
                        yield return OldForm("LABEL", setting, instruction.Lines);
                        break;
                }
            }
        }
    }

    /// <summary>An empty line within a continued instruction.</summary>
    public static Finding NoEmptyContinuation(LineRange lines) => Of(
        "NoEmptyContinuation", "Empty continuation lines will become errors in a future release", "Empty continuation line", lines);

    private static Finding OldForm(string keyword, Setting setting, LineRange lines)
    {
        _ = setting;
        return Of("LegacyKeyValueFormat", "Legacy key/value format with whitespace separator should not be used", $"\"{keyword} key=value\" should be used instead of legacy \"{keyword} key value\" format", lines);
    }

    private static bool Matches(string from, string written) =>
        IsLower(from) ? IsLower(written) : from.Any(char.IsLower) || !written.Any(char.IsLower);

    private static bool IsLower(string word) => !word.Any(char.IsUpper);

    private static Finding Of(string rule, string description, string message, LineRange lines) =>
        new(rule, description, $"https://docs.docker.com/go/dockerfile/rule/{Dashed(rule)}/", message, lines);

    private static string Dashed(string rule) => string.Concat(rule.Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
