namespace Gantry.Oci.Runtime;

/// <summary>The document <c>config.json</c> of an OCI bundle (runtime spec 1.2): everything needed to start one container.
/// Property names are the specification's in Pascal case; what is absent in the document is null.</summary>
/// <remarks>Treat it as immutable. The properties have setters because a generated reader would overwrite the defaults of others with nothing.</remarks>
public sealed record RuntimeSpec
{
    /// <summary>Version of the specification the document follows.</summary>
    public string OciVersion { get; set; } = "1.2.0";

    /// <summary>The container's first process.</summary>
    public Process? Process { get; set; }

    /// <summary>The directory that becomes <c>/</c>.</summary>
    public Root? Root { get; set; }

    /// <summary>UTS host name; needs a UTS namespace of the container's own.</summary>
    public string? Hostname { get; set; }

    /// <summary>UTS (NIS) domain name; needs a UTS namespace of the container's own.</summary>
    public string? Domainname { get; set; }

    /// <summary>Mounts made in this order after the root.</summary>
    public IReadOnlyList<Mount>? Mounts { get; set; }

    /// <summary>Programs run at points of the container's life.</summary>
    public Hooks? Hooks { get; set; }

    /// <summary>Free text for people and tools; the runtime hands it on unchanged.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; set; }

    /// <summary>What only Linux has.</summary>
    public LinuxConfig? Linux { get; set; }
}

/// <summary>The container's root directory.</summary>
public sealed record Root
{
    /// <summary>Absolute host path, or relative to the bundle.</summary>
    public string Path { get; set; } = "";

    /// <summary>The root is mounted read-only.</summary>
    public bool Readonly { get; set; }
}

/// <summary>One mount of the container.</summary>
public sealed record Mount
{
    /// <summary>Absolute path inside the container.</summary>
    public string Destination { get; set; } = "";

    /// <summary>File system type; <c>bind</c> or <c>none</c> with the option <c>bind</c>/<c>rbind</c> for a bind.</summary>
    public string? Type { get; set; }

    /// <summary>Device, name or host path.</summary>
    public string? Source { get; set; }

    /// <summary>Options as fstab(5) writes them, with the specification's additions.</summary>
    public IReadOnlyList<string>? Options { get; set; }

    /// <summary>User id mappings of an id-mapped mount.</summary>
    public IReadOnlyList<LinuxIdMapping>? UidMappings { get; set; }

    /// <summary>Group id mappings of an id-mapped mount.</summary>
    public IReadOnlyList<LinuxIdMapping>? GidMappings { get; set; }
}
