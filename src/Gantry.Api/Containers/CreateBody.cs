using System.Text.Json.Serialization;

using Gantry.Engine.Containers;
using Gantry.Oci.Images;

namespace Gantry.Api.Containers;

/// <summary>The body of a creation: the configuration with the host's part beside its fields.</summary>
internal sealed record CreateBody
{
    public string Hostname { get; set; } = "";
    public string Domainname { get; set; } = "";
    public string User { get; set; } = "";
    public bool AttachStdin { get; set; }
    public bool AttachStdout { get; set; }
    public bool AttachStderr { get; set; }
    public SortedDictionary<string, EmptyObject>? ExposedPorts { get; set; }
    public bool Tty { get; set; }
    public bool OpenStdin { get; set; }
    public bool StdinOnce { get; set; }
    public IReadOnlyList<string>? Env { get; set; }
    public IReadOnlyList<string>? Cmd { get; set; }
    public HealthConfig? Healthcheck { get; set; }
    public string Image { get; set; } = "";
    public SortedDictionary<string, EmptyObject>? Volumes { get; set; }
    public string WorkingDir { get; set; } = "";
    public IReadOnlyList<string>? Entrypoint { get; set; }
    public bool NetworkDisabled { get; set; }
    public string? MacAddress { get; set; }
    public IReadOnlyList<string>? OnBuild { get; set; }
    public SortedDictionary<string, string>? Labels { get; set; }
    public string? StopSignal { get; set; }
    public int? StopTimeout { get; set; }
    public IReadOnlyList<string>? Shell { get; set; }
    public HostConfig? HostConfig { get; set; }
    public NetworkingConfig? NetworkingConfig { get; set; }

    /// <summary>The two parts; what a client sends as null is as if it had not been sent.</summary>
    public CreateRequest ToRequest(string? name, string? platform)
    {
        var host = HostConfig ?? new HostConfig();
        return new CreateRequest
        {
            Name = name,
            Platform = platform,
            HostConfig = host with { LogConfig = host.LogConfig ?? new LogConfig(), RestartPolicy = host.RestartPolicy ?? new RestartPolicy(), ConsoleSize = host.ConsoleSize ?? [0, 0] },
            NetworkingConfig = NetworkingConfig,
            Config = new ContainerConfig
            {
                Hostname = Hostname,
                Domainname = Domainname,
                User = User,
                AttachStdin = AttachStdin,
                AttachStdout = AttachStdout,
                AttachStderr = AttachStderr,
                ExposedPorts = WithPublished(ExposedPorts, host),
                Tty = Tty,
                OpenStdin = OpenStdin,
                StdinOnce = StdinOnce,
                Env = Env,
                Cmd = Cmd,
                Healthcheck = Healthcheck,
                Image = Image,
                Volumes = Volumes is { Count: > 0 } ? Volumes : null,
                WorkingDir = WorkingDir,
                Entrypoint = Entrypoint,
                NetworkDisabled = NetworkDisabled ? true : null,
                MacAddress = MacAddress is { Length: > 0 } ? MacAddress : null,
                OnBuild = OnBuild,
                Labels = Labels,
                StopSignal = StopSignal is { Length: > 0 } ? StopSignal : null,
                StopTimeout = StopTimeout,
                Shell = Shell is { Count: > 0 } ? Shell : null,
            },
        };
    }

    /// <summary>A published port is exposed.</summary>
    private static SortedDictionary<string, EmptyObject>? WithPublished(SortedDictionary<string, EmptyObject>? exposed, HostConfig host)
    {
        var all = new SortedDictionary<string, EmptyObject>(exposed ?? [], StringComparer.Ordinal);
        foreach (var port in host.PortBindings?.Keys ?? Enumerable.Empty<string>())
            all.TryAdd(port, EmptyObject.Value);
        return all.Count == 0 ? null : all;
    }
}

/// <summary>The answer to a creation.</summary>
internal sealed record CreateAnswer(string Id, IReadOnlyList<string> Warnings);

/// <summary>The answer to a wait.</summary>
internal sealed record WaitAnswer(int StatusCode, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WaitError? Error = null);

/// <summary>Why there is no regular exit status.</summary>
internal sealed record WaitError(string Message);

/// <summary>The processes of a container.</summary>
internal sealed record TopAnswer(IReadOnlyList<IReadOnlyList<string>> Processes, IReadOnlyList<string> Titles);

/// <summary>The outcome of a change of limits.</summary>
internal sealed record UpdateAnswer(IReadOnlyList<string>? Warnings);

/// <summary>What a pruning removed.</summary>
internal sealed record ContainerPruneAnswer(IReadOnlyList<string>? ContainersDeleted, long SpaceReclaimed);
