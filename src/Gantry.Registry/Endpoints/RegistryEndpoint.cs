namespace Gantry.Registry.Endpoints;

/// <summary>One address a registry may answer at.</summary>
/// <param name="Base">Scheme, host and port, with a slash.</param>
/// <param name="IsVerified">Whether the host must prove who it is.</param>
/// <param name="IsMirror">Whether another address knows better when this one knows nothing.</param>
internal sealed record RegistryEndpoint(Uri Base, bool IsVerified, bool IsMirror)
{
    /// <summary>What the host may be asked for.</summary>
    public HostCapabilities Capabilities { get; init; } = IsMirror ? HostCapabilities.Pull | HostCapabilities.Resolve : HostCapabilities.All;

    /// <summary>Whether the user's credentials for the registry are shown where they are asked for.</summary>
    public bool TakesCredentials { get; init; } = !IsMirror;

    /// <summary>Where the registry's API begins under <see cref="Base"/>, with a slash at its end.</summary>
    public string Root { get; init; } = "v2/";

    /// <summary>The registry this host stands in for, which it is told (<c>?ns=</c>); null for the registry itself.</summary>
    public string? Namespace { get; init; }

    /// <summary>Files with certificates for this host alone, beside those of its folder.</summary>
    public HostCertificates Certificates { get; init; } = HostCertificates.None;

    /// <summary>Headers each request to the host has.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}

/// <summary>What a host may be asked for.</summary>
[Flags]
internal enum HostCapabilities
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Content by its digest.</summary>
    Pull = 1,

    /// <summary>What a tag stands for: the host is trusted to say it.</summary>
    Resolve = 2,

    /// <summary>To take content in.</summary>
    Push = 4,

    /// <summary>All of it.</summary>
    All = Pull | Resolve | Push,
}

/// <summary>Files with certificates for a host.</summary>
/// <param name="Authorities">Of authorities that may vouch for it.</param>
/// <param name="Clients">To show it; with the key's file, or null where the key is in the same one.</param>
internal sealed record HostCertificates(IReadOnlyList<string> Authorities, IReadOnlyList<(string Certificate, string? Key)> Clients)
{
    /// <summary>No files.</summary>
    public static HostCertificates None { get; } = new([], []);
}
