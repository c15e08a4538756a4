namespace Gantry.Oci.Runtime;

/// <summary>Programs the runtime runs; each gets the container's state on standard input.</summary>
public sealed record Hooks
{
    /// <summary>Deprecated: after the namespaces exist, before the first process starts; in the runtime's namespaces.</summary>
    public IReadOnlyList<Hook>? Prestart { get; set; }

    /// <summary>During create, after the namespaces exist; in the runtime's namespaces.</summary>
    public IReadOnlyList<Hook>? CreateRuntime { get; set; }

    /// <summary>During create, before the root changes; in the container's namespaces.</summary>
    public IReadOnlyList<Hook>? CreateContainer { get; set; }

    /// <summary>Just before the process starts; in the container's namespaces.</summary>
    public IReadOnlyList<Hook>? StartContainer { get; set; }

    /// <summary>After the process started; in the runtime's namespaces.</summary>
    public IReadOnlyList<Hook>? Poststart { get; set; }

    /// <summary>After the container was deleted; in the runtime's namespaces.</summary>
    public IReadOnlyList<Hook>? Poststop { get; set; }
}

/// <summary>One program of a hook.</summary>
public sealed record Hook
{
    /// <summary>Absolute path on the host.</summary>
    public string Path { get; set; } = "";

    /// <summary>Arguments, the program's name first.</summary>
    public IReadOnlyList<string>? Args { get; set; }

    /// <summary>Environment.</summary>
    public IReadOnlyList<string>? Env { get; set; }

    /// <summary>Seconds before it is killed.</summary>
    public int? Timeout { get; set; }
}
