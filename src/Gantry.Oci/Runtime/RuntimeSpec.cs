namespace Gantry.Oci.Runtime;

/// <summary>The document <c>config.json</c> of an OCI bundle (runtime spec 1.2): everything needed to start one container.
/// Property names are the specification's in Pascal case; what is absent in the document is null.</summary>
public sealed record RuntimeSpec
{
    /// <summary>Version of the specification the document follows.</summary>
    public string OciVersion { get; init; } = "1.2.0";

    /// <summary>The container's first process.</summary>
    public Process? Process { get; init; }

    /// <summary>The directory that becomes <c>/</c>.</summary>
    public Root? Root { get; init; }

    /// <summary>UTS host name; needs a UTS namespace of the container's own.</summary>
    public string? Hostname { get; init; }

    /// <summary>UTS (NIS) domain name; needs a UTS namespace of the container's own.</summary>
    public string? Domainname { get; init; }

    /// <summary>Mounts made in this order after the root.</summary>
    public IReadOnlyList<Mount>? Mounts { get; init; }

    /// <summary>Programs run at points of the container's life.</summary>
    public Hooks? Hooks { get; init; }

    /// <summary>Free text for people and tools; the runtime hands it on unchanged.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>What only Linux has.</summary>
    public LinuxConfig? Linux { get; init; }
}

/// <summary>The container's root directory.</summary>
public sealed record Root
{
    /// <summary>Absolute host path, or relative to the bundle.</summary>
    public string Path { get; init; } = "";

    /// <summary>The root is mounted read-only.</summary>
    public bool Readonly { get; init; }
}

/// <summary>One mount of the container.</summary>
public sealed record Mount
{
    /// <summary>Absolute path inside the container.</summary>
    public string Destination { get; init; } = "";

    /// <summary>File system type; <c>bind</c> or <c>none</c> with the option <c>bind</c>/<c>rbind</c> for a bind.</summary>
    public string? Type { get; init; }

    /// <summary>Device, name or host path.</summary>
    public string? Source { get; init; }

    /// <summary>Options as fstab(5) writes them, with the specification's additions.</summary>
    public IReadOnlyList<string>? Options { get; init; }

    /// <summary>User id mappings of an id-mapped mount.</summary>
    public IReadOnlyList<LinuxIdMapping>? UidMappings { get; init; }

    /// <summary>Group id mappings of an id-mapped mount.</summary>
    public IReadOnlyList<LinuxIdMapping>? GidMappings { get; init; }
}
