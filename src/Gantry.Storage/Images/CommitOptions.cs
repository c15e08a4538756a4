using Gantry.Oci.Images;

namespace Gantry.Storage.Images;

/// <summary>How a snapshot becomes an image.</summary>
public sealed record CommitOptions
{
    /// <summary>The image's repository; empty for none.</summary>
    public string Repository { get; init; } = "";

    /// <summary>The image's tag; empty for "latest".</summary>
    public string Tag { get; init; } = "";

    /// <summary>Who made it.</summary>
    public string Author { get; init; } = "";

    /// <summary>The remark in the history.</summary>
    public string Comment { get; init; } = "";

    /// <summary>The image the snapshot stands on; empty for none.</summary>
    public required Digest Parent { get; init; }

    /// <summary>How containers of the image run.</summary>
    public required ExecutionConfig Config { get; init; }

    /// <summary>How the container ran.</summary>
    public required ExecutionConfig ContainerConfig { get; init; }

    /// <summary>The container's id; empty where there was none.</summary>
    public required string ContainerId { get; init; }

    /// <summary>The engine's version, noted in the configuration; empty to leave it out.</summary>
    public string EngineVersion { get; init; } = "";
}
