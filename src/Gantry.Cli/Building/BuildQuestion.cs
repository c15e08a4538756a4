using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Building;

/// <summary>What is asked of a Dockerfile, as typed: <c>build</c>, <c>check</c>, <c>outline,format=json</c>.</summary>
/// <param name="Frontend">The question's name for the frontend; empty: a build is wanted.</param>
/// <param name="IsJson">Whether the answer is wanted as a document for programs.</param>
internal sealed record BuildQuestion(string Frontend, bool IsJson)
{
    /// <summary>A build.</summary>
    public static BuildQuestion None { get; } = new("", IsJson: false);

    /// <summary>What <c>--check</c> is short for.</summary>
    public static BuildQuestion Check { get; } = new("frontend.lint", IsJson: false);

    /// <exception cref="CliException">There is no such question.</exception>
    public static BuildQuestion Parse(string text)
    {
        // The kind stands first and without a name; what follows are fields.
        var (kind, rest) = text.Split(',', 2) is [var before, var after] ? (before, after) : (text, "");
        var isJson = rest.Length > 0 && FieldSpec.Read(rest).GetValueOrDefault("format") == "json";
        return kind switch
        {
            "build" => None,
            "check" or "lint" => Check with { IsJson = isJson },
            "outline" => new BuildQuestion("frontend.outline", isJson),
            "targets" => new BuildQuestion("frontend.targets", isJson),
            "subrequests.describe" => new BuildQuestion("frontend.subrequests.describe", isJson),
            _ => throw new CliException($"unknown call \"{kind}\": there are build, check, outline, targets and subrequests.describe"),
        };
    }
}
