using System.Net;

using Gantry.Http.Hosting;

namespace Gantry.Distribution.Hosting;

/// <summary>Settings of a registry.</summary>
public sealed record DistributionOptions
{
    /// <summary>The directory that holds everything.</summary>
    public required string Root { get; init; }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<IPEndPoint> Addresses { get; init; } = [new(IPAddress.Loopback, 5000)];

    /// <summary>How connections are encrypted; null: not at all.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>A file of htpasswd(1) with those who may come in; null: everybody may.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>Whether nothing may be changed.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Takes what went wrong inside, a line at a time.</summary>
    public Action<string> Report { get; init; } = _ => { };
}
