using System.Text.Json.Serialization;

namespace Gantry.Oci.Images;

/// <summary>How containers of an image run unless told otherwise (the "config" object of the image configuration, with Docker's
/// additions; members stand in the order the Docker engine writes them).</summary>
public sealed record ExecutionConfig
{
    /// <summary>Docker's historical host name, ignored.</summary>
    public string? Hostname { get; init; }

    /// <summary>Docker's historical domain name, ignored.</summary>
    public string? Domainname { get; init; }

    /// <summary>"user", "uid", "user:group" or "uid:gid".</summary>
    public string? User { get; init; }

    /// <summary>Docker's note of the container an image was made of: whether the client attached to standard input; ignored.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AttachStdin { get; init; }

    /// <summary>Docker's note of the container an image was made of: whether the client attached to standard output; ignored.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AttachStdout { get; init; }

    /// <summary>Docker's note of the container an image was made of: whether the client attached to standard error; ignored.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AttachStderr { get; init; }

    /// <summary>Docker's note of the container an image was made of: whether the process had a terminal; ignored.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Tty { get; init; }

    /// <summary>Docker's note of the container an image was made of: whether standard input stayed open; ignored.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OpenStdin { get; init; }

    /// <summary>Docker's note of the container an image was made of: whether standard input closed with its client; ignored.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool StdinOnce { get; init; }

    /// <summary>Ports as "80/tcp".</summary>
    public IReadOnlyDictionary<string, EmptyObject>? ExposedPorts { get; init; }

    /// <summary>"NAME=value".</summary>
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>The command, or the arguments of the entry point.</summary>
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>The health check.</summary>
    public HealthCheck? Healthcheck { get; init; }

    /// <summary>Whether the command is already escaped (Windows).</summary>
    public bool ArgsEscaped { get; init; }

    /// <summary>Docker's historical parent image, ignored.</summary>
    public string? Image { get; init; }

    /// <summary>Paths that get a volume.</summary>
    public IReadOnlyDictionary<string, EmptyObject>? Volumes { get; init; }

    /// <summary>The working directory.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>The entry point.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Instructions for images built on this one.</summary>
    public IReadOnlyList<string>? OnBuild { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>The signal that asks the process to end.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Seconds before the process is killed after <see cref="StopSignal"/>.</summary>
    public int? StopTimeout { get; init; }

    /// <summary>The shell of the shell forms of RUN, CMD and ENTRYPOINT.</summary>
    public IReadOnlyList<string>? Shell { get; init; }
}
