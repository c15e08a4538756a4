namespace Gantry.Build.Graph.Operations;

/// <summary>Runs a program over mounts. The results are those of its mounts that are written to, by <see cref="ExecMount.Output"/>.</summary>
public sealed record ExecOperation : Operation
{
    /// <summary>The program.</summary>
    public required ExecProcess Process { get; init; }

    /// <summary>What it sees; the one on "/" is its root.</summary>
    public required IReadOnlyList<ExecMount> Mounts { get; init; }

    /// <summary>The network it is in.</summary>
    public NetworkMode Network { get; init; }

    /// <summary>Whether it is confined.</summary>
    public SecurityMode Security { get; init; }

    /// <summary>Secrets that it finds in its environment.</summary>
    public IReadOnlyList<SecretVariable> SecretVariables { get; init; } = [];

    /// <summary>Devices it gets.</summary>
    public IReadOnlyList<DeviceRequest> Devices { get; init; } = [];

    /// <inheritdoc/>
    public override string DefaultName => string.Join(' ', Process.Arguments);

    /// <inheritdoc/>
    public override int Outputs => Mounts.Count(m => m.Output != ExecMount.NoOutput);
}

/// <summary>What is run.</summary>
public sealed record ExecProcess
{
    /// <summary>The program and its arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Its environment, NAME=value.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Where it starts.</summary>
    public string Directory { get; init; } = "/";

    /// <summary>Whom it runs as, as an image's configuration names it; empty: root.</summary>
    public string User { get; init; } = "";

    /// <summary>Proxies of the client's, which change no result; null: none.</summary>
    public ProxySettings? Proxy { get; init; }

    /// <summary>Lines of its /etc/hosts.</summary>
    public IReadOnlyList<HostAddress> ExtraHosts { get; init; } = [];

    /// <summary>The name of its machine; empty: the solver's choice.</summary>
    public string HostName { get; init; } = "";

    /// <summary>Limits.</summary>
    public IReadOnlyList<ResourceLimit> Limits { get; init; } = [];

    /// <summary>The cgroup its own is made in; empty: the solver's choice.</summary>
    public string CgroupParent { get; init; } = "";

    /// <summary>Whether the directories made for mount points are removed again, with those above them.</summary>
    public bool RemoveMountStubs { get; init; }

    /// <summary>The exit codes that mean success; empty: 0 alone.</summary>
    public IReadOnlyList<int> ValidExitCodes { get; init; } = [];
}

/// <summary>Addresses of proxies; empty: none.</summary>
/// <param name="Http">http_proxy.</param>
/// <param name="Https">https_proxy.</param>
/// <param name="Ftp">ftp_proxy.</param>
/// <param name="None">no_proxy.</param>
/// <param name="All">all_proxy.</param>
public sealed record ProxySettings(string Http, string Https, string Ftp, string None, string All);

/// <summary>A line of /etc/hosts.</summary>
/// <param name="Name">The host.</param>
/// <param name="Address">Its address.</param>
public sealed record HostAddress(string Name, string Address);

/// <summary>A limit of setrlimit(2).</summary>
/// <param name="Name">For example "nofile".</param>
/// <param name="Soft">The value at start.</param>
/// <param name="Hard">The highest value.</param>
public sealed record ResourceLimit(string Name, long Soft, long Hard);

/// <summary>A secret in an environment variable.</summary>
/// <param name="Id">The secret.</param>
/// <param name="Name">The variable.</param>
/// <param name="Optional">Whether a missing one is no error.</param>
public sealed record SecretVariable(string Id, string Name, bool Optional);

/// <summary>A device by its name in the Container Device Interface.</summary>
/// <param name="Name">For example "vendor.com/gpu=all".</param>
/// <param name="Optional">Whether a missing one is no error.</param>
public sealed record DeviceRequest(string Name, bool Optional);

/// <summary>The network a program is in.</summary>
public enum NetworkMode
{
    /// <summary>One of its own with a way out.</summary>
    Sandbox,

    /// <summary>The host's.</summary>
    Host,

    /// <summary>None.</summary>
    None,
}

/// <summary>How far a program is confined.</summary>
public enum SecurityMode
{
    /// <summary>As a container.</summary>
    Sandbox,

    /// <summary>Not: all capabilities and devices.</summary>
    Insecure,
}
