using Gantry.Oci.Images;

namespace Gantry.Storage.Images;

/// <summary>How a tar of a root file system becomes an image.</summary>
public sealed record ImportOptions
{
    /// <summary>The image's repository; empty for none.</summary>
    public string Repository { get; init; } = "";

    /// <summary>The image's tag; empty for "latest".</summary>
    public string Tag { get; init; } = "";

    /// <summary>The remark in the history.</summary>
    public string Message { get; init; } = "";

    /// <summary>Dockerfile instructions for the configuration, such as "CMD [\"sh\"]".</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>The platform the image is for; null for this machine's.</summary>
    public Platform? Platform { get; init; }

    /// <summary>The engine's version, noted in the configuration; empty to leave it out.</summary>
    public string EngineVersion { get; init; } = "";
}
