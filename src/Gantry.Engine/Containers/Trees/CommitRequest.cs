namespace Gantry.Engine.Containers.Trees;

/// <summary>How a container becomes an image.</summary>
public sealed record CommitRequest
{
    /// <summary>The image's repository; empty for none.</summary>
    public string Repository { get; init; } = "";

    /// <summary>The image's tag; empty for "latest".</summary>
    public string Tag { get; init; } = "";

    /// <summary>Who made it.</summary>
    public string Author { get; init; } = "";

    /// <summary>The remark in the history.</summary>
    public string Comment { get; init; } = "";

    /// <summary>Whether a running container is frozen meanwhile.</summary>
    public bool Pause { get; init; } = true;

    /// <summary>Dockerfile instructions for the configuration.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>The configuration to start from; null: the container's.</summary>
    public ContainerConfig? Config { get; init; }

    /// <summary>The engine's version, noted in the configuration.</summary>
    public string EngineVersion { get; init; } = "";

    /// <summary>Set where a step of a build is committed: then both configurations are taken as they are, and nobody is told.</summary>
    public BuildStep? Step { get; init; }
}

/// <summary>What a step of a build leaves behind.</summary>
/// <param name="Config">How containers of the image run.</param>
/// <param name="ContainerConfig">How the step is known when it is met again.</param>
public sealed record BuildStep(ContainerConfig Config, ContainerConfig ContainerConfig);
