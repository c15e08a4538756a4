using Gantry.Build.Dockerfiles.Parsing;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Oci.Text;

namespace Gantry.Build.Dockerfiles.Checking;

/// <summary>The checks of FROM: what its variables become.</summary>
internal sealed class BaseChecks(Dockerfile file, CheckContext context, CheckReport report)
{
    private readonly ShellWords _words = new(file.EscapeCharacter);

    /// <summary>Checks all stages; false where one has no base.</summary>
    public bool Run()
    {
        CheckDefaults();
        try
        {
            var arguments = GlobalArguments.Of(file, context, context.BuildArguments);
            return file.Stages.All(s => Check(s.From, arguments));
        }
        catch (DockerfileException)
        {
            return false;
        }
    }

    /// <summary>A base must have a name even if no build argument is given.</summary>
    private void CheckDefaults()
    {
        try
        {
            var arguments = GlobalArguments.Of(file, context, new Dictionary<string, string>());
            foreach (var from in file.Stages.Select(s => s.From))
            {
                if (Reference.TryParse(_words.Expand(from.Base, arguments.Values), out _)) continue;
                report.Add(CheckRules.InvalidDefaultArgInFrom, from.Lines, $"Default value for ARG {from.Base} results in empty or invalid base image name");
            }
        }
        catch (DockerfileException)
        {
            // With the build's own arguments it may be right, and if not, the fault is told then.
        }
    }

    private bool Check(FromInstruction from, GlobalArguments arguments)
    {
        if (Expand(from, from.Base, arguments).Value.Length == 0) return false;
        if (from.Platform is null) return true;
        var (platform, variables) = Expand(from, from.Platform, arguments);
        if (variables.SetEquals(["TARGETPLATFORM"]) && arguments.Values.GetValueOrDefault("TARGETPLATFORM") == platform)
            report.Add(CheckRules.RedundantTargetPlatform, from.Lines, $"Setting platform to predefined {from.Platform} in FROM is redundant as this is the default behavior");
        if (TryPlatform(platform) is not { } parsed) return false;
        var stageName = from.StageName ?? "";
        if (variables.Count == 0 && !stageName.Contains(parsed.Os, StringComparison.Ordinal) && !stageName.Contains(parsed.Architecture, StringComparison.Ordinal))
            report.Add(CheckRules.FromPlatformFlagConstDisallowed, from.Lines, $"FROM --platform flag should not use constant value {GoQuote.Of(platform)}");
        return true;
    }

    /// <summary>A word's value and all variables in it, those without a value among them.</summary>
    private (string Value, HashSet<string> Variables) Expand(FromInstruction from, string word, GlobalArguments arguments)
    {
        var (unknown, variables) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        try
        {
            var value = _words.Expand(word, arguments.Values, unknown, variables);
            return (value, variables);
        }
        finally
        {
            variables.UnionWith(unknown);
            string[] all = [.. arguments.Declared.Keys, .. arguments.Values.Keys];
            foreach (var name in unknown.Where(n => !arguments.Declared.ContainsKey(n)))
            {
                var meant = Suggestion.Nearest(name, all);
                report.Add(CheckRules.UndefinedArgInFrom, from.Lines, $"FROM argument '{name}' is not declared{(meant is null ? "" : $" (did you mean {meant}?)")}");
            }
        }
    }

    private static Platform? TryPlatform(string text)
    {
        try
        {
            return Platform.Parse(text);
        }
        catch (GantryException)
        {
            return null;
        }
    }
}
