namespace Gantry.Build.Dockerfiles;

/// <summary>A stage: what stands from one FROM to the next.</summary>
/// <param name="From">Its base.</param>
/// <param name="Instructions">What follows, in order.</param>
public sealed record Stage(FromInstruction From, IReadOnlyList<Instruction> Instructions);

/// <summary>A Dockerfile, read and checked for its form.</summary>
/// <param name="EscapeCharacter">What continues lines and escapes: a backslash, or a backtick where the directive says so.</param>
/// <param name="Syntax">The <c>syntax</c> directive; null when there is none.</param>
/// <param name="GlobalArguments">The ARG instructions above the first FROM.</param>
/// <param name="Stages">At least one.</param>
/// <param name="Findings">What reading it found that is no error; all other checks are <see cref="Checking.DockerfileCheck"/>'s.</param>
public sealed partial record Dockerfile(
    char EscapeCharacter,
    string? Syntax,
    IReadOnlyList<ArgInstruction> GlobalArguments,
    IReadOnlyList<Stage> Stages,
    IReadOnlyList<Finding> Findings)
{
    /// <summary>The instructions that are continued over empty lines, each on one line. The classic builder warns with them.</summary>
    public IReadOnlyList<string> EmptyContinuations { get; init; } = [];

    /// <summary>The <c>check</c> directive; null when there is none.</summary>
    public string? Check { get; init; }
}

/// <summary>What a check found.</summary>
/// <param name="Rule">The rule's name as https://docs.docker.com/reference/build-checks/ lists it; empty for what is no rule of theirs.</param>
/// <param name="Description">The rule in a sentence.</param>
/// <param name="Url">Where it is explained.</param>
/// <param name="Message">What is wrong here.</param>
/// <param name="Lines">Where.</param>
public sealed record Finding(string Rule, string Description, string Url, string Message, LineRange Lines);
