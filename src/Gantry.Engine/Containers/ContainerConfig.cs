using System.Text.Json.Serialization;

using Gantry.Engine.Containers.Creation;
using Gantry.Oci.Images;

namespace Gantry.Engine.Containers;

/// <summary>What a user wants to run, independent of the host: the <c>Config</c> object of the Engine API.
/// Property names and the choice of what is left out are Docker's, so that the stored state, the request and the answer are one shape.
/// The properties have setters because the generated JSON reader leaves a missing one at its initial value only then.</summary>
public sealed record ContainerConfig
{
    /// <summary>Host name inside the container; by default the first 12 characters of its id.</summary>
    public string Hostname { get; set; } = "";

    /// <summary>NIS domain name inside the container.</summary>
    public string Domainname { get; set; } = "";

    /// <summary><c>user[:group]</c> by name or number; empty: the image's user, or root.</summary>
    public string User { get; set; } = "";

    /// <summary>Whether the client that created the container attaches to its standard input.</summary>
    public bool AttachStdin { get; set; }

    /// <summary>Whether the client that created the container attaches to its standard output.</summary>
    public bool AttachStdout { get; set; }

    /// <summary>Whether the client that created the container attaches to its standard error.</summary>
    public bool AttachStderr { get; set; }

    /// <summary>Ports the container listens on, <c>port/protocol</c> to an empty object.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, EmptyObject>? ExposedPorts { get; set; }

    /// <summary>The exposed ports as numbers and protocols; 0 where the text is none.</summary>
    public IEnumerable<(int Port, string Protocol)> ListenedPorts() => (ExposedPorts?.Keys ?? Enumerable.Empty<string>()).Select(PortText.Exposed);

    /// <summary>Those of them that are ports.</summary>
    public IEnumerable<(int Port, string Protocol)> ServedPorts() => ListenedPorts().Where(exposed => exposed is { Port: > 0, Protocol: not "0" });

    /// <summary>Whether the process gets a terminal.</summary>
    public bool Tty { get; set; }

    /// <summary>Whether standard input stays open without a client.</summary>
    public bool OpenStdin { get; set; }

    /// <summary>Whether standard input closes when the first attached client leaves.</summary>
    public bool StdinOnce { get; set; }

    /// <summary>Environment, <c>NAME=value</c> each.</summary>
    public IReadOnlyList<string>? Env { get; set; }

    /// <summary>Arguments of the entry point, or the command where there is none.</summary>
    public IReadOnlyList<string>? Cmd { get; set; }

    /// <summary>The health check; null: the image's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthConfig? Healthcheck { get; set; }

    /// <summary>The image as the user named it.</summary>
    public string Image { get; set; } = "";

    /// <summary>Paths that get an anonymous volume.</summary>
    public SortedDictionary<string, EmptyObject>? Volumes { get; set; }

    /// <summary>Working directory of the process; empty: the image's, or <c>/</c>.</summary>
    public string WorkingDir { get; set; } = "";

    /// <summary>The program and its first arguments.</summary>
    public IReadOnlyList<string>? Entrypoint { get; set; }

    /// <summary>Whether the container gets no network.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? NetworkDisabled { get; set; }

    /// <summary>Deprecated place of the MAC address (API before 1.44).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MacAddress { get; set; }

    /// <summary>Instructions for images built on this one.</summary>
    public IReadOnlyList<string>? OnBuild { get; set; }

    /// <summary>User-defined metadata.</summary>
    public SortedDictionary<string, string>? Labels { get; set; }

    /// <summary>The signal that stops the container, by name or number; null: SIGTERM.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StopSignal { get; set; }

    /// <summary>Seconds between the stop signal and SIGKILL; null: 10; -1: for ever.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? StopTimeout { get; set; }

    /// <summary>The shell for shell-form commands of a build.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Shell { get; set; }
}

/// <summary>How the health of a container is found out; durations in nanoseconds, zero inherits.</summary>
public sealed record HealthConfig
{
    /// <summary><c>NONE</c>, or <c>CMD</c> and arguments, or <c>CMD-SHELL</c> and a command line.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Test { get; set; }

    /// <summary>Time between two checks, in nanoseconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Interval { get; set; }

    /// <summary>Time after which a check counts as failed, in nanoseconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Timeout { get; set; }

    /// <summary>Time in which failures do not count, in nanoseconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long StartPeriod { get; set; }

    /// <summary>Time between checks in the start period, in nanoseconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long StartInterval { get; set; }

    /// <summary>Failures in a row that make the container unhealthy.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Retries { get; set; }
}
