namespace Gantry.Compose.Observed;

/// <summary>
/// The labels that tell which project an engine's object belongs to. They are those of Docker's Compose, so that either program can go on with what
/// the other began.
/// </summary>
public static class ComposeLabels
{
    /// <summary>The project's name.</summary>
    public const string Project = "com.docker.compose.project";

    /// <summary>The service's name.</summary>
    public const string Service = "com.docker.compose.service";

    /// <summary>The digest of the configuration an object was made from.</summary>
    public const string ConfigHash = "com.docker.compose.config-hash";

    /// <summary>Which of its service's containers this is, from 1.</summary>
    public const string Number = "com.docker.compose.container-number";

    /// <summary>A volume's name in the file.</summary>
    public const string Volume = "com.docker.compose.volume";

    /// <summary>A network's name in the file.</summary>
    public const string Network = "com.docker.compose.network";

    /// <summary>The project's directory.</summary>
    public const string WorkingDirectory = "com.docker.compose.project.working_dir";

    /// <summary>The project's files, with commas between them.</summary>
    public const string ConfigFiles = "com.docker.compose.project.config_files";

    /// <summary>The files of variables that were given, with commas between them.</summary>
    public const string EnvironmentFile = "com.docker.compose.project.environment_file";

    /// <summary><c>True</c> for what <c>run</c> makes, else <c>False</c>.</summary>
    public const string OneOff = "com.docker.compose.oneoff";

    /// <summary>The random name of what <c>run</c> makes.</summary>
    public const string Slug = "com.docker.compose.slug";

    /// <summary>The id of the image a container was made from.</summary>
    public const string Image = "com.docker.compose.image";

    /// <summary>What a service depends on: <c>service:condition:restart</c>, with commas between them.</summary>
    public const string DependsOn = "com.docker.compose.depends_on";

    /// <summary>The version of the program.</summary>
    public const string Version = "com.docker.compose.version";

    /// <summary>The builder of an image.</summary>
    public const string Builder = "com.docker.compose.image.builder";

    /// <summary>The name of the container this one took the place of.</summary>
    public const string Replace = "com.docker.compose.replace";

    /// <summary>The version of Docker's Compose whose labels and names these are.</summary>
    public const string SpokenVersion = "2.40.3";
}
