using System.Text.Json.Serialization;

namespace Gantry.Cli.Client;

/// <summary>The body of every error answer.</summary>
internal sealed record ErrorBody([property: JsonPropertyName("message")] string? Message);

/// <summary>The answer to a creation.</summary>
internal sealed record CreatedContainer(string Id, IReadOnlyList<string>? Warnings);

/// <summary>The answer to a wait: the exit status, or why there is none.</summary>
internal sealed record WaitedContainer(int StatusCode, WaitFault? Error);

/// <summary>Why a wait ended without an exit status.</summary>
internal sealed record WaitFault(string? Message);

/// <summary>One row of GET /containers/json.</summary>
internal sealed record ContainerSummary
{
    public string Id { get; init; } = "";

    public IReadOnlyList<string>? Names { get; init; }

    public string Image { get; init; } = "";

    public string ImageID { get; init; } = "";

    public string Command { get; init; } = "";

    /// <summary>Seconds since 1970.</summary>
    public long Created { get; init; }

    public IReadOnlyList<PublishedPort>? Ports { get; init; }

    public long SizeRw { get; init; }

    public long SizeRootFs { get; init; }

    public Dictionary<string, string>? Labels { get; init; }

    public string State { get; init; } = "";

    public string Status { get; init; } = "";

    public SummaryNetworks? NetworkSettings { get; init; }

    public IReadOnlyList<SummaryMount>? Mounts { get; init; }
}

/// <summary>The networks of a container in a list.</summary>
internal sealed record SummaryNetworks(Dictionary<string, SummaryEndpoint>? Networks);

/// <summary>A container's place on a network, in a list.</summary>
internal sealed record SummaryEndpoint(string? NetworkID);

/// <summary>A mount of a container in a list.</summary>
internal sealed record SummaryMount(string? Type, string? Name, string? Source, string? Destination, string? Driver)
{
    /// <summary>Whether it can be written to.</summary>
    [JsonPropertyName("RW")]
    public bool Writable { get; init; }
}

/// <summary>A port of a container in a list.</summary>
internal sealed record PublishedPort(string? IP, ushort PrivatePort, ushort PublicPort, string Type);

/// <summary>What this client reads of GET /containers/{id}/json.</summary>
internal sealed record ContainerDetails(string Id, string Name, ContainerState State, ContainerSettings Config, HostDetails? HostConfig, PortDetails? NetworkSettings);

/// <summary>The state of a container.</summary>
internal sealed record ContainerState(string Status, bool Running, bool Paused, bool Restarting, int ExitCode)
{
    /// <summary>What the health check found; null without one.</summary>
    public HealthState? Health { get; init; }

    /// <summary>When it was started last, in RFC 3339.</summary>
    public string StartedAt { get; init; } = "";
}

/// <summary>What a health check found: <c>starting</c>, <c>healthy</c> or <c>unhealthy</c>.</summary>
internal sealed record HealthState(string Status);

/// <summary>What attaching depends on.</summary>
internal sealed record ContainerSettings(bool Tty, bool OpenStdin, bool AttachStdin, bool AttachStdout, bool AttachStderr)
{
    /// <summary>The health check, of the container or of its image.</summary>
    public HealthCheck? Healthcheck { get; init; }
}

/// <summary>What starting depends on.</summary>
internal sealed record HostDetails(bool AutoRemove);

/// <summary>The published ports of a container.</summary>
internal sealed record PortDetails(Dictionary<string, IReadOnlyList<PortBinding>?>? Ports);

/// <summary>GET /containers/{id}/top.</summary>
internal sealed record ProcessTable(IReadOnlyList<string>? Titles, IReadOnlyList<IReadOnlyList<string>>? Processes);

/// <summary>The body of POST /containers/{id}/exec.</summary>
internal sealed record CreateExec
{
    public string User { get; init; } = "";

    public bool Privileged { get; init; }

    public bool Tty { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? ConsoleSize { get; init; }

    public bool AttachStdin { get; init; }

    public bool AttachStderr { get; init; }

    public bool AttachStdout { get; init; }

    public string DetachKeys { get; init; } = "";

    public IReadOnlyList<string>? Env { get; init; }

    public string WorkingDir { get; init; } = "";

    public IReadOnlyList<string> Cmd { get; init; } = [];
}

/// <summary>The answer to creating an exec.</summary>
internal sealed record CreatedExec(string Id);

/// <summary>The body of POST /exec/{id}/start.</summary>
internal sealed record StartExec(
    bool Detach, bool Tty, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<int>? ConsoleSize);

/// <summary>What this client reads of GET /exec/{id}/json.</summary>
internal sealed record ExecDetails(bool Running, int? ExitCode);
