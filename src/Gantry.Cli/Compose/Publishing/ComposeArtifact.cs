namespace Gantry.Cli.Compose.Publishing;

/// <summary>What a project in a registry is made of, in the words of Docker's Compose.</summary>
internal static class ComposeArtifact
{
    /// <summary>The type of artifact.</summary>
    public const string Type = "application/vnd.docker.compose.project";

    /// <summary>A Compose file.</summary>
    public const string ComposeFile = "application/vnd.docker.compose.file+yaml";

    /// <summary>A file of environment variables.</summary>
    public const string EnvironmentFile = "application/vnd.docker.compose.envfile";

    /// <summary>The empty configuration by which such an artifact is known where manifests have no type (OCI 1.0).</summary>
    public const string EmptyConfig = "application/vnd.docker.compose.config.empty.v1+json";

    /// <summary>The empty configuration of artifacts that have a type (OCI 1.1).</summary>
    public const string Empty = "application/vnd.oci.empty.v1+json";

    /// <summary>Annotation: the program that wrote it.</summary>
    public const string Version = "com.docker.compose.version";

    /// <summary>Annotation: a Compose file's name.</summary>
    public const string FileName = "com.docker.compose.file";

    /// <summary>Annotation: a file of environment variables' name.</summary>
    public const string EnvironmentName = "com.docker.compose.envfile";

    /// <summary>Annotation: the file is one whose services others extend.</summary>
    public const string Extended = "com.docker.compose.extends";
}
