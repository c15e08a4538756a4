using System.Net;

using Gantry.Distribution.Auth;
using Gantry.Distribution.Storage.S3;
using Gantry.Distribution.Upstream;
using Gantry.Http.Hosting;

namespace Gantry.Distribution.Hosting;

/// <summary>Settings of a registry.</summary>
public sealed record DistributionOptions
{
    /// <summary>The directory that holds everything, or what is on its way into a bucket.</summary>
    public required string Root { get; init; }

    /// <summary>The bucket that holds everything; null: the directory does.</summary>
    public S3Options? Bucket { get; init; }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<IPEndPoint> Addresses { get; init; } = [new(IPAddress.Loopback, 5000)];

    /// <summary>Where metrics for Prometheus are served, to everybody and unencrypted; null: nowhere.</summary>
    public IPEndPoint? MetricsAddress { get; init; }

    /// <summary>How connections are encrypted; null: not at all.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>A file of htpasswd(1) with those who may come in; null: everybody may.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>Whether nothing may be changed.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The registry this one is a cache of, which nobody may change but by what is fetched; null: it is none.</summary>
    public UpstreamOptions? Upstream { get; init; }

    /// <summary>How long content that no manifest names stays after a client last put it here or asked for it.</summary>
    public TimeSpan BlobPatience { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long an upload stays that nobody goes on with.</summary>
    public TimeSpan UploadPatience { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Whose tokens let clients in; null: none do.</summary>
    public TokenOptions? Tokens { get; init; }

    /// <summary>Takes what went wrong inside, a line at a time.</summary>
    public Action<string> Report { get; init; } = _ => { };
}
