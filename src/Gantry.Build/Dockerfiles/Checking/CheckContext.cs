namespace Gantry.Build.Dockerfiles.Checking;

/// <summary>What the checks must know about a build.</summary>
public sealed record CheckContext
{
    /// <summary>Which checks are done; null: the file's directive says it.</summary>
    public CheckOptions? Options { get; init; }

    /// <summary>The client's build arguments.</summary>
    public IReadOnlyDictionary<string, string> BuildArguments { get; init; } = new Dictionary<string, string>();

    /// <summary>The arguments that need no declaration above the first FROM: <c>BUILDPLATFORM</c>, <c>TARGETPLATFORM</c>, <c>TARGETSTAGE</c> and their kin.</summary>
    public IReadOnlyDictionary<string, string> PlatformArguments { get; init; } = new Dictionary<string, string>();

    /// <summary>What is known of the base images, by their stages' numbers. Of a stage that builds on another one, or on nothing, nothing need be known.</summary>
    public IReadOnlyDictionary<int, BaseFacts> Bases { get; init; } = new Dictionary<int, BaseFacts>();

    /// <summary>The numbers of the stages that are built; null: all.</summary>
    public IReadOnlySet<int>? Stages { get; init; }

    /// <summary>What the build context leaves out.</summary>
    public IgnoreRules Ignored { get; init; } = IgnoreRules.None;
}

/// <summary>What the checks must know of a base image.</summary>
public sealed record BaseFacts
{
    /// <summary>Its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it has a SHELL of its own.</summary>
    public bool HasShell { get; init; }

    /// <summary>Its ONBUILD triggers, read.</summary>
    public IReadOnlyList<Instruction> Triggers { get; init; } = [];

    /// <summary>Its platform where that is not the expected one, for example <c>linux/arm64</c>; null: it is.</summary>
    public string? WrongPlatform { get; init; }

    /// <summary>The platform that is expected.</summary>
    public string ExpectedPlatform { get; init; } = "";
}
